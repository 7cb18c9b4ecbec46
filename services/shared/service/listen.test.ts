import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import express from 'express';
import { ConfigError } from '../environment.ts';
import { listen } from './listen.ts';

describe('a service', () => {
  it('reports in one line that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const service = {
      spec: 'auth' as const,
      app: express(),
      drain: () => undefined,
      close: () => Promise.resolve(),
    };
    await assert.rejects(
      listen(service, '127.0.0.1', port),
      (error) =>
        error instanceof ConfigError &&
        error.message ===
          `Port ${port} of 127.0.0.1 cannot be used (EADDRINUSE). Stop the program that has it, or set another one.`,
    );
    other.close();
  });

  it('answers requests already in flight on a keep-alive connection while it stops', async () => {
    const app = express().get('/', (_request, response) => response.end());
    const service = { spec: 'auth' as const, app, drain: () => undefined, close: () => Promise.resolve() };
    const running = await listen(service, '127.0.0.1', 0);
    const socket = connect(running.port, '127.0.0.1');
    let answers = '';
    socket.on('data', (chunk) => (answers += chunk.toString()));
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    await once(socket, 'data');

    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    await Promise.all([running.stop(), once(socket, 'close')]);
    assert.equal(answers.match(/HTTP\/1\.1 200 OK/g)?.length, 2);
  });
});
