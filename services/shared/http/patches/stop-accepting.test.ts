import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { stopAccepting } from './stop-accepting.ts';

describe('stopAccepting', () => {
  it('keeps idle connections, on which requests are still answered, and refuses new ones', async () => {
    const server = createServer((_request, response) => response.end('here')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const idle = connect(port, '127.0.0.1');
    idle.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    await once(idle, 'data');

    const closed = once(server, 'close');
    stopAccepting(server);
    const refused = connect(port, '127.0.0.1');
    await assert.rejects(once(refused, 'connect'), { code: 'ECONNREFUSED' });
    idle.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    const [answer] = (await once(idle, 'data')) as [Buffer];
    assert.match(answer.toString(), /^HTTP\/1\.1 200 OK/);
    idle.destroy();
    await closed;
  });
});
