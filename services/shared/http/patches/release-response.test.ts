import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { releaseResponse } from './release-response.ts';

describe('releaseResponse', () => {
  it('detaches the response from its connection, which stays open', async () => {
    let released: Socket | undefined;
    const server = createServer(({ socket }, response) => {
      response.setHeader('Connection', 'close');
      response.removeHeader('Transfer-Encoding');
      response.flushHeaders();
      assert.equal(response.socket, socket);
      releaseResponse(response);
      assert.equal(response.socket, null);
      released = socket;
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    const [headers] = (await once(client, 'data')) as [Buffer];
    assert.match(headers.toString(), /^HTTP\/1\.1 200 OK/);

    assert.equal(released?.writable, true);
    released.write('still open');
    const [rest] = (await once(client, 'data')) as [Buffer];
    assert.equal(rest.toString(), 'still open');
    client.destroy();
    server.close();
  });
});
