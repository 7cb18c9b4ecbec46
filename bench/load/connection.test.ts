import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Connection } from './connection.ts';

const ask = 'GET / HTTP/1.1\r\nHost: test\r\n\r\n';

describe('Connection', () => {
  let connections = 0;
  let answer: (socket: Socket) => void = () => undefined;
  const server = createServer((socket) => {
    connections++;
    socket.on('error', () => undefined);
    socket.on('data', () => answer(socket));
  });
  let url = '';
  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => server.close());

  it('resolves with the status once the whole response has arrived, and keeps the connection', async () => {
    const connection = new Connection(url);
    const parts = ['HTTP/1.1 201 Created\r\nContent-Le', 'ngth: 4\r\n\r', '\nab', 'cd'];
    answer = (socket) => {
      const part = parts.shift();
      if (part !== undefined) socket.write(part, () => setImmediate(() => answer(socket)));
    };
    const before = connections;
    assert.equal(await connection.request(ask), 201);
    answer = (socket) => socket.write('HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n');
    assert.equal(await connection.request(ask), 503);
    assert.equal(connections - before, 1);
    connection.close();
  });

  it('opens another connection if the server closes after its response', async () => {
    const connection = new Connection(url);
    answer = (socket) => socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    const before = connections;
    assert.deepEqual([await connection.request(ask), await connection.request(ask)], [200, 200]);
    assert.equal(connections - before, 2);
    connection.close();
  });

  it('rejects if no response comes, or one without a length', async () => {
    const connection = new Connection(url);
    answer = (socket) => socket.destroy();
    await assert.rejects(connection.request(ask), /closed|ECONNRESET/);
    answer = (socket) => socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n');
    await assert.rejects(connection.request(ask), /without a length/);
    connection.close();
  });
});
