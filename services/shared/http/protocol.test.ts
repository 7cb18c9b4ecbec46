import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { StubService } from '../../../testkit/stub-service.ts';
import { createExpressServer } from './server.ts';

const stub = new StubService();
before(() => stub.start());
after(() => stub.stop());

const TOKEN = 'Authorization: Bearer good\r\n';

async function open(bytes: string, port = stub.port): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

/** Sends bytes and returns the response once the service closes the connection. */
const exchange = async (bytes: string) => text(await open(bytes));

/** Asserts that a response is problem+json with this status. */
function assertProblemText(answer: string, status: number): void {
  const [head = '', body = ''] = answer.split('\r\n\r\n', 2);
  assert.match(head, new RegExp(`^HTTP/1.1 ${status} `));
  assert.match(head, /content-type: application\/problem\+json/i);
  const parsed = JSON.parse(body) as { status: number; instance: string };
  assert.equal(parsed.status, status);
  assert.match(head, new RegExp(`x-request-id: ${parsed.instance}`, 'i'));
}

describe('the Host header', () => {
  const status = async (host: string, target = '/health') => {
    const answer = await exchange(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    if (answer.startsWith('HTTP/1.1 421')) assertProblemText(answer, 421);
    return Number(answer.split(' ')[1]);
  };

  it('may name this machine, an address, or a public host name', async () => {
    for (const host of [
      'localhost',
      `localhost:${stub.port}`,
      '127.0.0.1',
      '[::1]:80',
      '192.168.1.7',
      'Chat.Example',
    ]) {
      assert.equal(await status(host), 200, host);
    }
  });

  it('is refused with another name, which may have been made to resolve to this machine', async () => {
    for (const host of ['attacker.example', 'chat.example.attacker.example', 'localhost.attacker.example:80']) {
      assert.equal(await status(host), 421, host);
    }
    assert.equal(await status('localhost', 'http://attacker.example/health'), 421);
    assert.equal(await status('attacker.example', '/docs/'), 421);
  });
});

describe('HEAD', () => {
  it('is answered like GET, without the body', async () => {
    for (const path of ['/health', '/messages?limit=7']) {
      const [get, head] = [await stub.call(path), await stub.call(path, { method: 'HEAD' })];
      const length = String((await get.arrayBuffer()).byteLength);
      assert.equal(await head.text(), '');
      assert.equal(head.status, get.status);
      assert.equal(head.headers.get('content-type'), get.headers.get('content-type'));
      assert.equal(head.headers.get('content-length'), length);
    }
  });

  it('is refused like GET', async () => {
    assert.equal((await stub.call('/messages?limit=0', { method: 'HEAD' })).status, 400);
    assert.equal((await stub.call('/messages', { method: 'HEAD', headers: { Authorization: '' } })).status, 401);
    assert.equal((await stub.call('/messages/clear', { method: 'HEAD' })).status, 405);
  });

  it("of a stream gets the stream's headers and opens none", async () => {
    stub.opened = undefined;
    const response = await stub.call('/events', { method: 'HEAD', headers: { Accept: 'text/event-stream' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
    assert.equal(await response.text(), '');
    assert.equal(stub.opened, undefined);
  });
});

describe('a page of another origin', () => {
  it('is refused with a reason at the preflight', async () => {
    const headers = { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'POST' };
    const response = await stub.call('/messages', { method: 'OPTIONS', headers });
    assert.equal(response.headers.get('allow'), 'POST, GET, HEAD');
    assert.equal(response.headers.get('access-control-allow-origin'), null);
    const { detail } = await assertProblem(response, 405, 'method-not-allowed');
    assert.match(detail ?? '', /CORS/);
  });
});

describe('a request target', () => {
  it('may be in absolute form', async () => {
    const answer = await exchange(
      `GET http://chat.example/messages?limit=7 HTTP/1.1\r\nHost: other\r\n${TOKEN}Connection: close\r\n\r\n`,
    );
    assert.match(answer, /^HTTP\/1.1 200 [^]*"cursor":7/);
    assert.equal(stub.seen.at(-1)?.rawHeaders.host, 'chat.example');
  });

  it('is refused in any other form', async () => {
    for (const target of ['*', 'chat:80', 'http://ada@chat/health', 'ftp://chat/health']) {
      assertProblemText(await exchange(`GET ${target} HTTP/1.1\r\nHost: chat\r\nConnection: close\r\n\r\n`), 400);
    }
  });

  it('requires exactly one Host header', async () => {
    for (const hosts of ['Host: a\r\nHost: b\r\n', 'Host: a\r\nhost: a\r\n', '']) {
      assertProblemText(await exchange(`GET /health HTTP/1.1\r\n${hosts}Connection: close\r\n\r\n`), 400);
    }
    assert.match(await exchange('GET /health HTTP/1.0\r\n\r\n'), /^HTTP\/1.1 200 /);
  });
});

describe('input that is not valid HTTP', () => {
  it('gets a problem response', async () => {
    assertProblemText(await exchange('HELLO\r\n\r\n'), 400);
    assertProblemText(await exchange('GET /health HTTP/7.3\r\nHost: chat\r\n\r\n'), 505);
    assertProblemText(await exchange(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: chat\r\n\r\n`), 431);
    const smuggled = 'POST /messages HTTP/1.1\r\nHost: chat\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n';
    assertProblemText(await exchange(smuggled), 400);
  });
});

describe('a request that arrives too slowly', () => {
  it('gets 408 and its connection is closed', async (test) => {
    const arrival = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 20 };
    const server = createExpressServer(stub.createApp(), arrival).listen(0, '127.0.0.1');
    test.after(() => server.close());
    await once(server, 'listening');
    const head = `POST /messages HTTP/1.1\r\nHost: chat\r\n${TOKEN}Content-Type: application/json\r\n`;
    for (const begun of [`${head}X-More: `, `${head}Content-Length: 1000\r\n\r\n`]) {
      const socket = await open(begun, (server.address() as AddressInfo).port);
      const drip = setInterval(() => socket.write('x'), 10);
      const answer = await text(socket);
      clearInterval(drip);
      assertProblemText(answer, 408);
    }
  });
});

describe('a connection that has become a stream', () => {
  const STREAM = `GET /events HTTP/1.1\r\nHost: chat\r\n${TOKEN}Accept: text/event-stream\r\nLast-Event-ID: 42\r\n\r\n`;
  const READ = `GET /messages HTTP/1.1\r\nHost: chat\r\n${TOKEN}\r\n`;

  it('answers no further requests', async () => {
    for (const more of [READ, 'not HTTP at all\r\n\r\n']) {
      const socket = await open(STREAM);
      const answer = text(socket);
      await once(socket, 'data');
      socket.write(more);
      assert.match(await answer, /^HTTP\/1.1 200 [^]*\r\n\r\nid: 42\n\n$/);
      assert.equal(stub.opened?.closed, true);
    }
  });

  it('is closed if other requests on it await their responses', async () => {
    for (const pipelined of [STREAM + READ, READ + STREAM]) {
      assert.doesNotMatch(await exchange(pipelined), /id: 42/);
      assert.equal(stub.opened?.closed, true);
    }
  });
});
