import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { ServiceName } from '../services/services.ts';
import { startReplica } from '../testkit/gateway/replica.ts';
import { assertGatewayProblem, readGenerated, startGatewayFixture } from './testing/gateway.ts';
import type { GatewayFixture } from './testing/gateway.ts';

interface Route {
  path: string;
  service: ServiceName;
  methods: string[];
}

const routes = (await readGenerated('routes')) as Route[];
const { http: securityHeaders } = (await readGenerated('headers')) as { http: Record<string, string> };

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

const seen = () => Object.values(replicas).flatMap((replica) => replica.seen);

/** Sends the path unchanged; fetch would normalize it. */
async function statusOf(rawPath: string): Promise<number | undefined> {
  const outgoing = request({ host: '127.0.0.1', port: fixture.port, path: rawPath, signal }).end();
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe('routing', () => {
  it('routes every public operation to its service, without /api', async () => {
    for (const { path: template, service, methods } of routes) {
      for (const method of methods) {
        const address = template.replace(/\{\w+\}/g, 'a%20b') + '?limit=5&after=%2F';
        const response = await fetch(url + address, { method, signal });
        assert.equal(await response.text(), service, `${method} ${address}`);
        const own = template.startsWith('/docs/') ? '/docs/?limit=5&after=%2F' : address.slice('/api'.length);
        assert.deepEqual(
          replicas[service].seen.splice(0).map(({ method, url }) => ({ method, url })),
          [{ method, url: own }],
        );
      }
    }
    assert.deepEqual(seen(), []);
  });

  it('answers 404 for everything else', async () => {
    for (const address of ['/api', '/api/', '/api/verify', '/api/health', '/api/metrics', '/api/messages/']) {
      await assertGatewayProblem(await fetch(url + address, { signal }), 404, 'not-found');
    }
    const disguised = ['/api//verify', '/api/../verify', '/api/messages/..%2f..%2fverify', '/api/messages/%2e%2e'];
    const others = [
      '/docs/auth/..%2fmetrics',
      '/docs/auth/../metrics',
      '/docs/none',
      '/verify',
      '/metrics',
      '/api/%ff',
    ];
    for (const address of [...disguised, ...others]) assert.equal(await statusOf(address), 404, address);
    assert.deepEqual(seen(), []);
  });

  it("routes to each service's docs, as a folder", async () => {
    const redirect = await fetch(`${url}/docs/auth`, { redirect: 'manual', signal });
    assert.equal(redirect.status, 308);
    assert.equal(redirect.headers.get('location'), '/docs/auth/');
    await (await fetch(`${url}/docs/auth/swagger-ui.css`, { signal })).text();
    assert.equal(replicas.auth.seen[0]?.url, '/docs/swagger-ui.css');
  });

  it('sets the client address and a request id, whatever the client claims', async () => {
    const headers = { 'X-Forwarded-For': '1.2.3.4', 'X-Forwarded-Proto': 'https', 'X-Request-Id': 'mine-0123456789' };
    await (await fetch(`${url}/api/users/online`, { headers, signal })).text();
    const [arrived] = replicas.users.seen;
    assert.equal(arrived?.headers['x-forwarded-for'], '127.0.0.1');
    assert.equal(arrived.headers['x-forwarded-proto'], 'http');
    assert.match(String(arrived.headers['x-request-id']), /^[0-9a-f]{16}$/);
  });

  it('forwards bodies and cookies both ways', async () => {
    replicas.auth.answer = (_request, response) =>
      response.writeHead(201, { 'Set-Cookie': ['a=1', 'b=2'], 'X-Request-Id': 'theirs' }).end('made');
    const body = 'x'.repeat(200_000);
    const response = await fetch(`${url}/api/login`, { method: 'POST', body, headers: { Cookie: 'c=3' }, signal });
    assert.equal(response.status, 201);
    assert.deepEqual(response.headers.getSetCookie(), ['a=1', 'b=2']);
    assert.equal(response.headers.get('x-request-id'), 'theirs');
    assert.equal(await response.text(), 'made');
    assert.equal(replicas.auth.seen[0]?.headers.cookie, 'c=3');
    assert.equal(replicas.auth.seen[0].headers['content-length'], String(body.length));
  });

  it("passes a service's own problems through unchanged", async () => {
    replicas.auth.answer = (_request, response) => response.writeHead(503, { 'Retry-After': '7' }).end('mine');
    const response = await fetch(`${url}/api/sessions`, { signal });
    assert.equal(response.headers.get('retry-after'), '7');
    assert.equal(await response.text(), 'mine');
  });
});

describe('security headers', () => {
  it('are on every response, unless the service sets its own', async () => {
    for (const address of ['/', '/nothing', '/api/login', '/api/nothing', '/docs/users']) {
      const response = await fetch(url + address, { redirect: 'manual', signal });
      await response.text();
      for (const [name, value] of Object.entries(securityHeaders)) {
        assert.equal(response.headers.get(name), value, `${name} of ${address}`);
      }
    }
    replicas.users.answer = (_request, response) =>
      response.setHeader('Content-Security-Policy', "default-src 'none'").end();
    const docs = await fetch(`${url}/docs/users/`, { signal });
    assert.equal(docs.headers.get('content-security-policy'), "default-src 'none'");
  });
});

describe('an unreachable service', () => {
  it('gets 503 with Retry-After', async () => {
    const dead = await startReplica('dead');
    const { address } = dead;
    await dead.stop();
    const alive = replicas.messages.address;
    replicas.messages.address = address;
    const response = await fetch(`${url}/api/messages`, { method: 'POST', body: 'x'.repeat(100_000), signal });
    replicas.messages.address = alive;
    assert.match(response.headers.get('retry-after') ?? '', /^[123]$/);
    await assertGatewayProblem(response, 503, 'unavailable');
  });

  it('gets 503 too if it dies before its response', async () => {
    replicas.messages.answer = (incoming) => incoming.socket.destroy();
    await assertGatewayProblem(await fetch(`${url}/api/messages`, { signal }), 503, 'unavailable');
  });
});

describe('the page', () => {
  it('is revalidated at every load, its hashed files never', async () => {
    const index = await fetch(url, { signal });
    assert.match(index.headers.get('content-type') ?? '', /^text\/html; ?charset=utf-8$/);
    assert.equal(index.headers.get('cache-control'), 'no-cache');
    assert.match(await index.text(), /Chat/);
    const again = await fetch(url, { headers: { 'If-None-Match': index.headers.get('etag') ?? '' }, signal });
    assert.equal(again.status, 304);
    const asset = await fetch(`${url}/assets/main-1a2b.js`, { signal });
    assert.match(asset.headers.get('cache-control') ?? '', /immutable/);
    assert.equal(asset.headers.get('content-encoding'), 'gzip');
    assert.equal(await asset.text(), 'packed');
  });

  it('has no other paths and no other methods', async () => {
    await assertGatewayProblem(await fetch(`${url}/nothing`, { signal }), 404, 'not-found');
    await assertGatewayProblem(await fetch(url, { method: 'POST', body: 'x', signal }), 405, 'method-not-allowed');
    assert.equal(await statusOf('/../package.json'), 404);
    assert.equal(await statusOf('/%2e%2e/package.json'), 404);
  });
});
