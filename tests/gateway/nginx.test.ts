import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, it } from 'node:test';
import { perService, perServiceAsync, type ServiceName } from '../../services/services.ts';
import { assertGatewayProblem, assertRetryAfter, statusOf } from './answers.ts';
import { startNginx } from '../../testkit/gateway/nginx.ts';
import { assertRawProblem, exchange, head, testBothGateways } from '../../testkit/gateway/cases.ts';
import { startReplica } from '../../testkit/gateway/replica.ts';

interface Route {
  path: string;
  service: ServiceName;
  methods: string[];
}

const generated = async (path: string): Promise<unknown> =>
  JSON.parse(await readFile(new URL(`../../generated/${path}`, import.meta.url), 'utf8'));

const routes = (await generated('gateway/routes.json')) as Route[];
const headers = (await generated('gateway/headers.json')) as Record<'http' | 'https', Record<string, string>>;

const ofServices = await perServiceAsync(startReplica);
const { auth, users, messages: first } = ofServices;
const second = await startReplica('messages');
const replicas = [...Object.values(ofServices), second];

const page = await mkdtemp(join(tmpdir(), 'chat-page-'));
await mkdir(join(page, 'assets'));
await writeFile(join(page, 'index.html'), '<!doctype html><title>Chat</title>');
await writeFile(join(page, 'service-worker.js'), '/* */');
await writeFile(join(page, 'assets/main-1a2b.js'), `"${'x'.repeat(4000)}"`);

const addresses = perService((service) => ofServices[service].address);
const settings = {
  upstreams: { ...addresses, messages: [first.address, second.address] as const },
  PAGE_DIR: page,
};
const nginx = await startNginx(settings);
/** With one replica of each service, as in the local start. */
const single = { ...settings, upstreams: addresses };
const alike = await startNginx(single);

const seen = () => replicas.flatMap((replica) => replica.seen);
const forget = () => replicas.forEach((replica) => (replica.seen.length = 0));
const dying: RequestListener = (request) => request.socket.destroy();

describe('nginx', () => {
  beforeEach(() => {
    forget();
    for (const replica of replicas) replica.answer = replica.answerName;
  });

  after(async () => {
    await Promise.all([nginx.stop(), alike.stop()]);
    await Promise.all(replicas.map((replica) => replica.stop()));
    await rm(page, { recursive: true });
  });

  testBothGateways({
    gateway: () => ({ url: alike.url, replicas: ofServices }),
    // The services limit the time for a whole body.
    start: ({ publicHosts = '' }) => startNginx({ ...single, PUBLIC_HOSTS: publicHosts }),
  });

  it('routes every operation of the public contracts to its service, without /api', async () => {
    for (const { path, service, methods } of routes.filter(({ path }) => path.startsWith('/api'))) {
      for (const method of methods) {
        const address = path.replace(/\{\w+\}/g, 'a%20b') + '?limit=5';
        const response = await fetch(nginx.url + address, { method });
        assert.equal(await response.text(), service, `${method} ${address}`);
        assert.deepEqual(
          seen().map(({ url }) => url),
          [address.slice('/api'.length)],
        );
        forget();
      }
    }
  });

  it('answers every other API path itself', async () => {
    for (const path of [
      '/api',
      '/api/',
      '/api/verify',
      '/api/health',
      '/api/metrics',
      '/api/messages/',
      '/docs/nobody/',
      '/nothing',
    ]) {
      await assertGatewayProblem(await fetch(nginx.url + path), 404, 'not-found');
    }
    const disguised = [
      '/api//verify',
      '/api/../verify',
      '/api/messages/..%2f..%2fverify',
      '/api/messages/%2e%2e/verify',
    ];
    for (const path of [...disguised, '/docs/auth/..%2fmetrics', '/verify', '/metrics']) {
      assert.equal(await statusOf(nginx.url, path), 404, path);
    }
    assert.deepEqual(seen(), []);
  });

  it('sets the client address and a request id, whatever the client claims', async () => {
    const claims = { 'X-Forwarded-For': '1.2.3.4', 'X-Forwarded-Proto': 'https', 'X-Request-Id': 'mine' };
    await (await fetch(`${nginx.url}/api/users/online`, { headers: claims })).text();
    const [arrived] = users.seen;
    assert.equal(arrived?.headers['x-forwarded-for'], '127.0.0.1');
    assert.equal(arrived.headers['x-forwarded-proto'], 'http');
    assert.match(String(arrived.headers['x-request-id']), /^[0-9a-f]{32}$/);
    assert.equal(arrived.headers.host, new URL(nginx.url).host);
  });

  it('trusts a configured proxy, and then sends the headers for https', async () => {
    const behindProxy = await startNginx({ ...settings, TRUSTED_PROXIES: '127.0.0.1/32' });
    const claims = { 'X-Forwarded-For': '6.6.6.6, 1.2.3.4', 'X-Forwarded-Proto': 'https' };
    const response = await fetch(`${behindProxy.url}/api/users/online`, { headers: claims });
    await response.text();
    await behindProxy.stop();
    assert.equal(users.seen[0]?.headers['x-forwarded-for'], '1.2.3.4');
    assert.equal(users.seen[0].headers['x-forwarded-proto'], 'https');
    for (const [name, value] of Object.entries(headers.https)) assert.equal(response.headers.get(name), value);
  });

  it("sends the security headers once, or a service's own instead", async () => {
    users.answer = (_request, response) => response.setHeader('Content-Security-Policy', "default-src 'none'").end();
    for (const path of ['/', '/nothing', '/api/login', '/api/nothing']) {
      const response = await fetch(nginx.url + path);
      await response.text();
      for (const [name, value] of Object.entries(headers.http)) assert.equal(response.headers.get(name), value, path);
      assert.equal(response.headers.get('strict-transport-security'), null);
    }
    const docs = await fetch(`${nginx.url}/docs/users/`);
    assert.equal(docs.headers.get('content-security-policy'), "default-src 'none'");
    assert.equal(docs.headers.get('x-content-type-options'), 'nosniff');
  });

  it("routes to each service's docs", async () => {
    const redirect = await fetch(`${nginx.url}/docs/auth`, { redirect: 'manual' });
    assert.equal(redirect.status, 308);
    assert.equal(redirect.headers.get('location'), '/docs/auth/');
    await (await fetch(`${nginx.url}/docs/auth/swagger-ui.css`)).text();
    assert.equal(auth.seen[0]?.url, '/docs/swagger-ui.css');
  });

  it('does not buffer streams', async () => {
    for (const [replica, path] of [
      [first, '/api/events'],
      [users, '/api/users/events'],
    ] as const) {
      const open: RequestListener = (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write('data: 1\n\n');
      };
      replica.answer = open;
      if (replica === first) second.answer = open;
      const response = await fetch(nginx.url + path, { signal: AbortSignal.timeout(5000) });
      const reader = response.body?.getReader();
      assert.equal(Buffer.from((await reader?.read())?.value ?? []).toString(), 'data: 1\n\n');
      await reader?.cancel();
    }
  });

  it('refuses requests that are too large', async () => {
    const body = 'x'.repeat(64 * 1024);
    assert.equal((await fetch(`${nginx.url}/api/messages`, { method: 'POST', body })).status, 200);
    const response = await fetch(`${nginx.url}/api/messages`, { method: 'POST', body: body + 'x' });
    await assertGatewayProblem(response, 413, 'payload-too-large');
  });

  it('limits the request rate', async () => {
    const slow = await startNginx({ ...settings, REQUESTS_PER_SECOND: '1' });
    const responses = await Promise.all(Array.from({ length: 5 }, () => fetch(`${slow.url}/api/login`)));
    const refused = responses.find(({ status }) => status === 429);
    assert.ok(refused);
    assertRetryAfter(refused);
    await assertGatewayProblem(refused, 429, 'rate-limited');
    await slow.stop();
  });

  it('counts an IPv6 network as one client, and every IPv4 address as one', async (context) => {
    const strict = await startNginx({ ...settings, TRUSTED_PROXIES: '127.0.0.1/32', REQUESTS_PER_SECOND: '1' });
    context.after(() => strict.stop());
    const statuses = (addresses: string[]) =>
      Promise.all(
        addresses.map(async (address) => {
          const response = await fetch(`${strict.url}/api/sessions`, { headers: { 'X-Forwarded-For': address } });
          await response.text();
          return response.status;
        }),
      );
    const network = Array.from({ length: 6 }, (_, n) => `2001:db8:0:1::${n + 1}`);
    assert.ok((await statuses(network)).includes(429));
    const others = Array.from({ length: 6 }, (_, n) => [`2001:db8:0:${n + 2}::1`, `10.0.0.${n}`, `::ffff:10.1.0.${n}`]);
    assert.deepEqual(new Set(await statuses(others.flat())), new Set([200]));
  });

  it('limits concurrent connections per address', async (context) => {
    const strict = await startNginx({ ...settings, CONNECTIONS_PER_ADDRESS: '2' });
    context.after(() => strict.stop());
    users.answer = (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('data: 1\n\n');
    };
    const leaving = new AbortController();
    const open = () => fetch(`${strict.url}/api/users/events`, { signal: leaving.signal });
    assert.deepEqual([(await open()).status, (await open()).status], [200, 200]);
    const refused = await open();
    assertRetryAfter(refused);
    await assertGatewayProblem(refused, 429, 'rate-limited');
    leaving.abort();
  });

  it('retries a message with its body if a replica died', async () => {
    first.answer = dying;
    const body = JSON.stringify({ id: 'x', message: 'Hello '.repeat(100) });
    const headers = { 'Content-Type': 'application/json' };
    for (let count = 0; count < 50; count++) {
      const response = await fetch(`${nginx.url}/api/messages`, { method: 'POST', body, headers });
      assert.equal(await response.text(), 'messages');
    }
    assert.ok(first.seen.length > 0);
  });

  it('refuses requests that it cannot serve with a problem', async () => {
    const cases: [lines: string[], status: number][] = [
      [[`GET /${'x'.repeat(9000)} HTTP/1.1`, 'Host: x'], 414],
      [['POST /api/login HTTP/1.1', 'Host: x', 'Transfer-Encoding: gzip'], 501],
      [['GET / HTTP/3.0', 'Host: x'], 505],
      [['GET /assets/ HTTP/1.1', 'Host: x'], 404],
    ];
    for (const [lines, status] of cases) {
      const answer = await exchange(nginx.url, head(lines));
      await assertRawProblem(answer, status, status === 404 ? 'not-found' : 'validation');
    }
  });

  it('serves the page, with its hashed files as immutable', async () => {
    const index = await fetch(nginx.url);
    assert.equal(index.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(index.headers.get('cache-control'), 'no-cache');
    await index.text();
    const asset = await fetch(`${nginx.url}/assets/main-1a2b.js`);
    assert.equal(asset.headers.get('content-type'), 'text/javascript; charset=utf-8');
    assert.equal(asset.headers.get('content-encoding'), 'gzip');
    assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
    await asset.text();
  });

  it('retries only GET and POST /messages if a replica died', async () => {
    first.answer = dying;
    for (const [method, path] of [
      ['GET', '/api/events'],
      ['GET', '/api/messages'],
      ['POST', '/api/messages'],
    ] as const) {
      for (let count = 0; count < 4; count++) {
        const response = await fetch(nginx.url + path, { method });
        assert.equal(await response.text(), 'messages', `${method} ${path}`);
      }
    }
    assert.ok(first.seen.length > 0);
    second.answer = dying;
    for (const [method, path] of [
      ['DELETE', '/api/messages/x'],
      ['PATCH', '/api/messages/x'],
      ['DELETE', '/api/messages/clear'],
    ] as const) {
      first.seen.length = second.seen.length = 0;
      const response = await fetch(nginx.url + path, { method });
      assertRetryAfter(response);
      await assertGatewayProblem(response, 503, 'unavailable');
      assert.equal(first.seen.length + second.seen.length, 1, `${method} ${path}`);
    }
  });

  it('uses a new connection for requests that must not be sent twice', async () => {
    await (await fetch(`${nginx.url}/api/login`, { method: 'POST' })).text();
    await (await fetch(`${nginx.url}/api/sessions`)).text();
    assert.deepEqual(
      auth.seen.map(({ url, headers }) => [url, headers.connection]),
      [
        ['/login', 'close'],
        ['/sessions', undefined],
      ],
    );
  });

  it('tries at most twice', async () => {
    // A new nginx: finding a keep-alive connection closed does not count as a try.
    const fresh = await startNginx(settings);
    first.answer = second.answer = dying;
    const response = await fetch(`${fresh.url}/api/messages`, { method: 'POST' });
    assertRetryAfter(response);
    await assertGatewayProblem(response, 503, 'unavailable');
    assert.equal(first.seen.length + second.seen.length, 2);
    await fresh.stop();
  });

  it("passes a service's own problems through unchanged", async () => {
    auth.answer = (_request, response) => response.writeHead(503, { 'Retry-After': '7' }).end('mine');
    const response = await fetch(`${nginx.url}/api/sessions`);
    assert.equal(response.headers.get('retry-after'), '7');
    assert.equal(await response.text(), 'mine');
  });
});
