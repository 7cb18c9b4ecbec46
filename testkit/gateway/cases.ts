/** Tests common to both gateways: nginx and the local one. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, it } from 'node:test';
import type { ServiceName } from '../../services/services.ts';
import { assertProblem } from '../assert-problem.ts';
import type { Replica } from './replica.ts';

export interface GatewayUnderTest {
  url: string;
  replicas: Record<ServiceName, Replica>;
}

export interface GatewayKind {
  /** The gateway shared by most tests. */
  gateway: () => GatewayUnderTest;
  /** Starts another one for a single test. */
  start: (options: {
    publicHosts?: string;
    requestTimeout?: number;
  }) => Promise<{ url: string; stop: () => Promise<void> }>;
}

interface Answer {
  status: number;
  headers: Headers;
  body: Buffer;
}

function open(url: string): Socket {
  const { hostname, port } = new URL(url);
  return connect(Number(port), hostname).on('error', () => undefined);
}

/** Sends raw bytes, and reads until the gateway closes the connection. */
export async function exchange(url: string, bytes: string): Promise<Answer> {
  const socket = open(url);
  socket.write(bytes, 'latin1');
  const answer = Buffer.concat(await socket.toArray());
  const end = answer.indexOf('\r\n\r\n');
  const [first = '', ...lines] = answer.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Headers();
  for (const line of lines) headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim());
  return { status: Number(first.split(' ')[1]), headers, body: answer.subarray(end + 4) };
}

export const head = (lines: string[]) => `${lines.join('\r\n')}\r\nConnection: close\r\n\r\n`;
const get = (target: string, ...lines: string[]) => head([`GET ${target} HTTP/1.1`, ...lines]);

export async function assertRawProblem(
  { status, headers, body }: Answer,
  expected: number,
  kind = 'validation',
): Promise<void> {
  const problem = await assertProblem(new Response(body, { status, headers }), expected, kind);
  assert.equal(problem.status, expected);
  assert.ok(String(problem.detail).length > 10);
  assert.equal(headers.get('x-content-type-options'), 'nosniff');
  assert.equal(headers.get('cache-control'), 'no-store');
}

/** Registers the tests; call it within the gateway's describe. */
export function testBothGateways({ gateway, start }: GatewayKind): void {
  const url = () => gateway().url;
  const replicas = () => gateway().replicas;
  const seen = () => Object.values(replicas()).flatMap((replica) => replica.seen);

  beforeEach(() => {
    for (const replica of Object.values(replicas())) {
      replica.answer = replica.answerName;
      replica.seen.length = 0;
    }
  });

  describe('the protocol', () => {
    it('passes cookies only to auth-service', async () => {
      for (const path of ['/api/refresh', '/api/messages', '/api/users/online', '/api/users/connect']) {
        const headers = { Cookie: 'chat_refresh=secret' };
        await (await fetch(url() + path, { method: 'POST', headers })).text();
      }
      assert.equal(replicas().auth.seen[0]?.headers.cookie, 'chat_refresh=secret');
      const others = [...replicas().messages.seen, ...replicas().users.seen];
      assert.deepEqual(
        others.map(({ headers }) => headers.cookie),
        [undefined, undefined, undefined],
      );
    });

    it('passes HEAD and preflights to the service', async () => {
      replicas().messages.answer = (request, response) => {
        if (request.method === 'OPTIONS') response.writeHead(405, { Allow: 'GET, HEAD' }).end('{}');
        else response.writeHead(200, { 'Content-Length': '7' }).end();
      };
      const asked = await fetch(`${url()}/api/messages`, { method: 'HEAD' });
      assert.equal(asked.status, 200);
      assert.equal(asked.headers.get('content-length'), '7');
      const preflight = await fetch(`${url()}/api/messages`, {
        method: 'OPTIONS',
        headers: { Origin: 'https://elsewhere.example', 'Access-Control-Request-Method': 'POST' },
      });
      assert.equal(preflight.status, 405);
      assert.equal(preflight.headers.get('allow'), 'GET, HEAD');
      for (const [name] of preflight.headers) assert.doesNotMatch(name, /^access-control/);
      assert.deepEqual(
        replicas().messages.seen.map(({ method }) => method),
        ['HEAD', 'OPTIONS'],
      );
    });

    it('accepts a request target in absolute form', async () => {
      const answer = await exchange(url(), get('http://localhost/api/users/online?limit=5', 'Host: localhost'));
      assert.equal(answer.status, 200);
      assert.equal(replicas().users.seen[0]?.url, '/users/online?limit=5');
      await assertRawProblem(
        await exchange(url(), get('http://localhost/api/verify', 'Host: localhost')),
        404,
        'not-found',
      );
    });

    it('refuses requests with problem responses', async () => {
      const cases: [request: string, status: number, kind?: string][] = [
        ['GARBAGE\r\n\r\n', 400],
        [get('/', 'Host: localhost', 'Host: localhost'), 400],
        [get('/api/users/online', 'Host: localhost', 'Host: elsewhere'), 400],
        [get('/'), 400],
        [get('/', 'Host: localhost', `Cookie: ${'x'.repeat(20_000)}`), 431],
        [head(['POST / HTTP/1.1', 'Host: localhost', 'Content-Length: 0']), 405, 'method-not-allowed'],
        [head(['OPTIONS / HTTP/1.1', 'Host: localhost']), 405, 'method-not-allowed'],
        [head(['POST /api/login HTTP/1.1', 'Host: localhost', 'Content-Length: x']), 400],
        [head(['POST /api/login HTTP/1.1', 'Host: localhost', 'Content-Length: 1', 'Transfer-Encoding: chunked']), 400],
        [get('/api/none', 'Host: localhost'), 404, 'not-found'],
      ];
      for (const [request, status, kind] of cases) await assertRawProblem(await exchange(url(), request), status, kind);
      assert.equal((await fetch(url(), { method: 'POST' })).headers.get('allow'), 'GET, HEAD');
      assert.deepEqual(seen(), []);
    });
  });

  describe('the Host header', () => {
    it('must name the chat if host names are configured', async (context) => {
      const named = await start({ publicHosts: 'chat.example.com, Chat.local' });
      context.after(() => named.stop());
      const ask = (host: string, target = '/api/users/online') => exchange(named.url, get(target, `Host: ${host}`));
      const own = ['chat.example.com', 'CHAT.example.com:8443', 'chat.local:30080', 'chat.example.com.'];
      const always = ['localhost:8080', '127.0.0.1', '10.1.2.3:8080', '[::1]:8080', '[2001:db8::1]'];
      for (const host of [...own, ...always]) assert.equal((await ask(host)).status, 200, host);
      const others = ['evil.example', 'chat.example.com.evil.example', 'xchat.local', 'chat', 'example.com', 'local'];
      const disguised = ['127.0.0.1.evil.example', 'localhost.evil.example', 'xlocalhost', 'chat.local,', 'chatxlocal'];
      for (const host of [...others, ...disguised]) {
        for (const target of ['/api/users/online', '/', '/docs/auth/', '/api/none']) {
          const answer = await ask(host, target);
          if (answer.status !== 400) await assertRawProblem(answer, 421);
        }
      }
      await assertRawProblem(await ask('localhost', 'http://evil.example/api/users/online'), 421);
      assert.equal((await ask('evil.example', 'http://chat.local/')).status, 200);
      assert.equal((await exchange(named.url, 'GET / HTTP/1.0\r\n\r\n')).status, 200);
      assert.equal(replicas().users.seen.length, own.length + always.length);
    });
  });

  describe('a response', () => {
    const json = JSON.stringify({ messages: 'many words '.repeat(500) });
    const answers = (type: string, body = json) => {
      for (const replica of Object.values(replicas())) {
        replica.answer = (_request, response) => response.setHeader('Content-Type', type).end(body);
      }
    };
    const ask = (path: string, method = 'GET') =>
      exchange(url(), head([`${method} ${path} HTTP/1.1`, 'Host: localhost', 'Accept-Encoding: gzip']));

    it('with JSON is compressed if that saves space', async () => {
      for (const type of ['application/json; charset=utf-8', 'application/problem+json']) {
        answers(type);
        for (const path of ['/api/messages', '/api/users/online', '/api/sessions']) {
          const { headers } = await ask(path);
          assert.equal(headers.get('content-encoding'), 'gzip', `${path} ${type}`);
          assert.match(headers.get('vary') ?? '', /accept-encoding/i);
        }
      }
      const response = await fetch(`${url()}/api/messages`, { headers: { 'Accept-Encoding': 'gzip' } });
      assert.equal(await response.text(), json);
      const plain = await exchange(url(), get('/api/messages', 'Host: localhost'));
      assert.equal(plain.headers.get('content-encoding'), null);
      answers('application/json', '{"small":true}');
      assert.equal((await ask('/api/messages')).headers.get('content-encoding'), null);
    });

    it('that contains credentials or is not JSON is not compressed', async () => {
      answers('application/json');
      for (const path of ['/api/login', '/api/refresh', '/api/account/password']) {
        assert.equal(
          (await ask(path, path.endsWith('password') ? 'PUT' : 'POST')).headers.get('content-encoding'),
          null,
        );
      }
      for (const type of ['text/event-stream', 'text/event-stream; charset=utf-8', 'application/octet-stream']) {
        answers(type);
        assert.equal((await ask('/api/messages')).headers.get('content-encoding'), null, type);
      }
    });
  });

  describe('an address of the page', () => {
    it('is answered with the page', async () => {
      const page = await exchange(url(), get('/', 'Host: localhost'));
      const room = '/r/0d9d1ac6-2f7b-4c1c-8f5e-6a3f8f0b7a11';
      for (const path of [
        '/r/general',
        room,
        `${room}/m/1795424000051`,
        '/inbox',
        '/browse',
        '/settings',
        '/inbox?a=b',
      ]) {
        const answer = await exchange(url(), get(path, 'Host: localhost'));
        assert.equal(answer.status, 200, path);
        assert.deepEqual(answer.body, page.body, path);
        assert.equal(answer.headers.get('cache-control'), 'no-cache', path);
        assert.equal(answer.headers.get('content-security-policy'), page.headers.get('content-security-policy'), path);
      }
      for (const path of ['/r', '/r/', '/r/General', '/r/general/x', '/r/general/m/x', '/inbox/', '/r/a%2fb']) {
        const { status } = await exchange(url(), get(path, 'Host: localhost'));
        assert.ok(status === 404 || status === 400, `${path}: ${status}`);
      }
      await assertRawProblem(
        await exchange(url(), head(['POST /r/general HTTP/1.1', 'Host: localhost', 'Content-Length: 0'])),
        405,
        'method-not-allowed',
      );
    });
  });

  describe('the service worker', () => {
    it('is revalidated at every use, and the policy allows it', async () => {
      const { status, headers } = await exchange(url(), get('/service-worker.js', 'Host: localhost'));
      assert.equal(status, 200);
      assert.match(headers.get('content-type') ?? '', /^text\/javascript(;|$)/);
      assert.equal(headers.get('cache-control'), 'no-cache');
      const page = await exchange(url(), get('/', 'Host: localhost'));
      assert.equal(page.headers.get('cache-control'), 'no-cache');
      assert.match(page.headers.get('content-security-policy') ?? '', /(^|; ?)worker-src 'self'(;|$)/);
    });
  });

  describe('the docs', () => {
    it('contain only the public contract', async () => {
      for (const file of [
        '',
        'init.js',
        'public.json',
        'swagger-ui.css',
        'swagger-ui-bundle.js',
        'favicon-32x32.png',
      ]) {
        const answer = await exchange(url(), get(`/docs/messages/${file}`, 'Host: localhost'));
        assert.equal(answer.status, 200, file);
      }
      replicas().messages.seen.length = 0;
      const own = ['own.json', 'OWN.JSON', '%6fwn.json', '/own.json', './own.json', 'x/../own.json', 'own.json/'];
      const others = ['Public.json', 'public.json/', 'package.json', 'index.html', 'public.json%00', 'public.json%2f'];
      for (const file of [...own, ...others]) {
        const { status } = await exchange(url(), get(`/docs/messages/${file}`, 'Host: localhost'));
        assert.ok(status === 404 || status === 400, `${file}: ${status}`);
      }
      assert.deepEqual(seen(), []);
    });
  });

  describe('a body', () => {
    it('that arrives too slowly is aborted', async (context) => {
      const impatient = await start({ requestTimeout: 1_000 });
      context.after(() => impatient.stop());
      for (const path of ['/api/messages', '/api/login', '/api/nothing', '/']) {
        const socket = open(impatient.url);
        const answered = text(socket).catch(() => '');
        socket.write(`POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n`);
        while (socket.writable) {
          socket.write('x');
          await setTimeout(100);
        }
        assert.match(await answered, /^(HTTP\/1.1 (408|404|405) |$)/, path);
      }
    });
  });
}
