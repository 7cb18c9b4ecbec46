import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sentAhead } from '../testkit/sent-ahead.ts';
import { startGateway } from './gateway.ts';
import { startGatewayFixture } from './testing/gateway.ts';
import type { GatewayFixture } from './testing/gateway.ts';

const signal = AbortSignal.timeout(60_000);
let fixture: GatewayFixture;
let replicas: GatewayFixture['replicas'];
let url: string;

before(async () => {
  fixture = await startGatewayFixture();
  ({ url, replicas } = fixture);
});
beforeEach(() => fixture.reset());
after(() => fixture.stop());

describe('a stream', () => {
  const opened: ServerResponse[] = [];
  const open: RequestListener = (_request, response) => {
    opened.push(response);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: 1\n\n');
  };
  const newest = () => opened.at(-1) as ServerResponse;
  const listen = async (from = url) => {
    replicas.messages.answer = open;
    const leaving = new AbortController();
    const response = await fetch(`${from}/api/events`, { signal: AbortSignal.any([signal, leaving.signal]) });
    const reader = response.body?.getReader();
    assert.ok(reader);
    const next = async () => {
      const { value } = (await reader.read()) as { value?: Uint8Array };
      return value && Buffer.from(value).toString();
    };
    return { next, leave: () => leaving.abort() };
  };

  it('passes at once', async () => {
    const { next, leave } = await listen();
    assert.equal(await next(), 'data: 1\n\n');
    newest().write('data: 2\n\n');
    assert.equal(await next(), 'data: 2\n\n');
    leave();
  });

  it('that the client leaves is closed for the service', async () => {
    const { next, leave } = await listen();
    await next();
    const closed = once(newest(), 'close', { signal });
    leave();
    await closed;
  });

  it('that the service ends is over for the client; one that it cuts is cut', async () => {
    const ended = await listen();
    await ended.next();
    newest().end();
    assert.equal(await ended.next(), undefined);
    const cut = await listen();
    await cut.next();
    newest().destroy();
    await assert.rejects(cut.next(), { name: 'TypeError' });
  });

  it('may be one of hundreds', async () => {
    const streams = await Promise.all(Array.from({ length: 300 }, () => listen()));
    for (const { next, leave } of streams) {
      assert.equal(await next(), 'data: 1\n\n');
      leave();
    }
  });

  it('that its client does not read takes little memory', { skip: process.platform !== 'linux' }, async (context) => {
    replicas.messages.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      const more = () => {
        while (response.write('data: '.padEnd(65_534, 'x') + '\n\n'));
      };
      response.on('drain', more);
      more();
    };
    const streams = await Promise.all(Array.from({ length: 9 }, () => openUnread('/api/events')));
    context.after(() => streams.forEach((stream) => stream.destroy()));
    const [read, ...unread] = streams;
    let size = 0;
    read?.on('data', (chunk: Buffer) => (size += chunk.length));
    // More than the operating system buffers for a connection.
    while (size < 8 * 1024 * 1024) await once(read as IncomingMessage, 'data', { signal });
    const queues = await Promise.all(unread.map(({ socket }) => sentAhead(socket)));
    assert.ok(Math.max(...queues) < 512 * 1024, `up to ${Math.max(...queues)} bytes are kept for a stream`);
  });

  it('holds a stopping gateway until the services have drained', async () => {
    const stopping = await fixture.another();
    const { next } = await listen(stopping.url);
    await next();
    let drained: () => void = () => undefined;
    const stopped = stopping.stop(new Promise<void>((resolve) => (drained = resolve)));
    newest().end('data: bye\n\n');
    assert.equal(await next(), 'data: bye\n\n');
    drained();
    await stopped;
  });

  it('does not hold it for ever', async () => {
    const stopping = await fixture.another();
    const { next } = await listen(stopping.url);
    await next();
    await stopping.stop(Promise.resolve());
    await assert.rejects(next(), { name: 'TypeError' });
  });
});

/** A response that is not read until somebody listens. */
async function openUnread(path: string): Promise<IncomingMessage> {
  const outgoing = request(url + path, { agent: false, signal }).end();
  outgoing.on('error', () => undefined);
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  return response.on('error', () => undefined);
}

describe('a WebSocket of the page', () => {
  it('does not hold a stopping gateway', async () => {
    const stopping = await startGateway({
      host: '127.0.0.1',
      port: 0,
      hosts: [],
      upstream: () => url,
      makePage: (server) => {
        server.on('upgrade', (_request, socket) => {
          socket.on('error', () => undefined).write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
        });
        return (_request, _response, next) => next();
      },
    });
    const socket = connect(stopping.port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    await once(socket, 'data', { signal });
    socket.on('error', () => undefined);
    await stopping.stop(Promise.resolve());
  });
});
