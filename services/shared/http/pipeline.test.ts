import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { operations } from '../../../generated/types/messages.ts';
import { createLogger } from '../log.ts';
import { Metrics } from '../metrics.ts';
import { Problem, unavailable } from '../problem.ts';
import { listen, type RunningService } from '../service.ts';
import type { EventStream } from '../streams/stream.ts';
import type { Handlers, ValidRequest } from './contract.ts';
import { operationsHandlers } from './operations.ts';
import { createApp } from './pipeline.ts';

const ID = '5b1d7c1e-8f0a-4a53-9d0c-2f8f4f6f2b11';
const SUB = '3f0a2c9e-6f5d-4c7b-9a51-0e8d1b7c2f44';

let service: RunningService;
let draining = false;
const seen: ValidRequest<operations['listMessages']>[] = [];
let opened: EventStream | undefined;
/** What the request of a stream had, for as long as anybody keeps it. */
let streamed: WeakRef<object> | undefined;

const message = (text: string) => ({
  id: ID,
  seq: 7,
  room: 'general',
  sub: SUB,
  username: 'Ada',
  guest: true,
  message: text,
  timestamp: '2026-11-23T09:00:00.000Z',
});

const handlers: Handlers<operations> = {
  ...operationsHandlers({ service: 'message-service', metrics: new Metrics(), checkReady: () => Promise.resolve() }),
  listMessages: (request) => {
    seen.push(request);
    if (request.query.room === 'broken') throw new Error('secret detail');
    if (request.query.room === 'wrong') return { status: 200, body: { messages: [], hasMore: false, cursor: -1 } };
    return { status: 200, body: { messages: [], hasMore: false, cursor: request.query.limit ?? 0 } };
  },
  postMessage: (request) => ({ status: 201, body: message(request.body.message) }),
  clearMessages: () => {
    throw unavailable('Not now.');
  },
  editMessage: (request) => ({ status: 200, body: { ...message(request.body.message), id: request.path.id } }),
  deleteMessage: () => ({ status: 204 }),
  streamEvents: ({ header, rawHeaders }) => {
    const id = header['Last-Event-ID'];
    streamed = new WeakRef(rawHeaders);
    return {
      status: 200,
      stream: (stream) => {
        opened = stream;
        stream.write(`id: ${String(id)}\n\n`);
      },
    };
  },
};

before(async () => {
  const app = createApp<operations>({
    spec: 'messages',
    handlers,
    authenticate: (token) =>
      token === 'good'
        ? Promise.resolve({ token, sub: SUB, sid: SUB, username: 'Ada', roles: ['guest'], exp: 2 ** 40 })
        : Promise.reject(new Problem('unauthenticated', 'No.')),
    logger: createLogger('test', 'silent'),
    metrics: new Metrics(),
    validateResponses: true,
    trustProxy: 1,
    isDraining: () => draining,
  });
  service = await listen(
    { spec: 'messages', app, drain: () => undefined, close: () => Promise.resolve() },
    '127.0.0.1',
    0,
  );
});
after(() => service.stop());

type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };
const call = (path: string, init: Init = {}) =>
  fetch(`http://127.0.0.1:${service.port}${path}`, {
    ...init,
    headers: { Authorization: 'Bearer good', ...init.headers },
  });
const post = (body: string, headers: Record<string, string> = {}) =>
  call('/messages', { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } });

/** Asserts problem+json of a kind, and gives it. */
async function problem(response: Response, status: number, kind: string) {
  assert.equal(response.status, status);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  const body = (await response.json()) as {
    type: string;
    detail: string;
    instance: string;
    errors?: { field: string }[];
  };
  assert.equal(body.type, `urn:problem-type:chat:${kind}`);
  assert.equal(body.instance, response.headers.get('x-request-id'));
  return body;
}

describe('a valid request', () => {
  it('reaches the handler with coerced parameters and the caller', async () => {
    const response = await call('/messages?limit=7&room=general', {
      headers: { 'X-Forwarded-For': '9.9.9.9, 1.2.3.4' },
    });
    assert.deepEqual(await response.json(), { messages: [], hasMore: false, cursor: 7 });
    assert.equal(seen.at(-1)?.caller.sub, SUB);
    assert.equal(seen.at(-1)?.address, '1.2.3.4');
  });

  it('answers 201 with the body, 204 without one', async () => {
    const created = await post(JSON.stringify({ id: ID, message: 'Zoë 👩‍🚀\n\tok' }));
    assert.equal(created.status, 201);
    assert.equal(((await created.json()) as { message: string }).message, 'Zoë 👩‍🚀\n\tok');
    assert.equal((await call(`/messages/${ID}`, { method: 'DELETE' })).status, 204);
  });

  it('takes a path parameter', async () => {
    const response = await call(`/messages/${ID}`, {
      method: 'PATCH',
      body: JSON.stringify({ message: 'new' }),
      headers: { 'Content-Type': 'application/json' },
    });
    assert.equal(((await response.json()) as { id: string }).id, ID);
  });

  it('keeps the request id of the gateway, and makes one otherwise', async () => {
    const kept = await call('/health', { headers: { 'X-Request-Id': 'abcdef0123456789' } });
    assert.equal(kept.headers.get('x-request-id'), 'abcdef0123456789');
    const made = await call('/health', { headers: { 'X-Request-Id': 'no spaces please' } });
    assert.match(made.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  it('answers health exactly as the old services did', async () => {
    assert.equal(await (await call('/health')).text(), '{"status":"healthy","service":"message-service"}');
  });
});

describe('a bad request', () => {
  it('without or with a bad token is 401', async () => {
    const none = await call('/messages', { headers: { Authorization: '' } });
    assert.equal(none.headers.get('www-authenticate'), 'Bearer');
    await problem(none, 401, 'unauthenticated');
    await problem(await call('/messages', { headers: { Authorization: 'Bearer bad' } }), 401, 'unauthenticated');
    await problem(await call('/messages', { headers: { Authorization: 'Basic good' } }), 401, 'unauthenticated');
  });

  it('lists every field that is wrong', async () => {
    const body = await problem(await post(JSON.stringify({ id: 'x', colour: 'red' })), 400, 'validation');
    const fields = body.errors?.map(({ field }) => field) ?? [];
    for (const field of ['/body/id', '/body/message', '/body/colour']) assert.ok(fields.includes(field), field);
  });

  const texts = {
    blank: ' \n ',
    NUL: 'a\u0000b',
    control: 'a\u0007b',
    'DEL and C1': 'a\u009fb',
    long: 'x'.repeat(4001),
  };
  for (const [what, text] of Object.entries(texts)) {
    it(`with a text that is ${what} is refused`, async () => {
      const body = await problem(await post(JSON.stringify({ id: ID, message: text })), 400, 'validation');
      assert.deepEqual(
        body.errors?.map(({ field }) => field),
        ['/body/message'],
      );
    });
  }

  it('with a lone surrogate is refused', async () => {
    await problem(await post(`{"id":"${ID}","message":"\\ud800"}`), 400, 'validation');
  });

  it('counts characters, not UTF-16 units', async () => {
    assert.equal((await post(JSON.stringify({ id: ID, message: '😀'.repeat(4000) }))).status, 201);
  });

  it('that is not JSON is told so', async () => {
    await problem(await post('{"id":'), 400, 'malformed-body');
    await problem(await post('hello', { 'Content-Type': 'text/plain' }), 415, 'unsupported-media-type');
    await problem(await call('/messages', { method: 'POST' }), 415, 'unsupported-media-type');
    await problem(await post('x', { 'Content-Encoding': 'gzip' }), 415, 'unsupported-media-type');
  });

  it('that is too large is 413', async () => {
    await problem(await post(JSON.stringify({ id: ID, message: 'x'.repeat(70_000) })), 413, 'payload-too-large');
  });

  it('with an unknown or malformed parameter names it', async () => {
    for (const query of [
      'limit=0',
      'limit=abc',
      'limit=1&limit=2',
      'colour=red',
      'after=-1',
      'after=99999999999999999999',
    ]) {
      const body = await problem(await call(`/messages?${query}`), 400, 'validation');
      assert.equal(body.errors?.[0]?.field, `/query/${query.replace(/=.*/, '')}`);
    }
  });

  it('to an unknown path or with a wrong method is told so', async () => {
    await problem(await call('/nowhere'), 404, 'not-found');
    const response = await call('/messages', { method: 'PUT' });
    await problem(response, 405, 'method-not-allowed');
    assert.equal(response.headers.get('Allow'), 'POST, GET');
    await problem(await call('/%ff'), 404, 'not-found');
  });
});

describe('a fault', () => {
  it('of a handler says nothing of its cause', async () => {
    const body = await problem(await call('/messages?room=broken'), 500, 'internal');
    assert.doesNotMatch(JSON.stringify(body), /secret/);
  });

  it('in an answer is found by the contract', async () => {
    await problem(await call('/messages?room=wrong'), 500, 'internal');
  });

  it('that passes carries Retry-After', async () => {
    const response = await call('/messages/clear', { method: 'DELETE' });
    assert.match(response.headers.get('retry-after') ?? '', /^\d+$/);
    await problem(response, 503, 'unavailable');
  });
});

describe('a stream', () => {
  const open = async (): Promise<IncomingMessage> => {
    const request = httpRequest({
      port: service.port,
      path: '/events',
      headers: { Authorization: 'Bearer good', Accept: 'text/event-stream', 'Last-Event-ID': '42' },
    }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };

  it('has no chunked framing and takes Last-Event-ID as a number', async () => {
    const response = await open();
    assert.equal(response.headers['transfer-encoding'], undefined);
    assert.match(response.headers['content-type'] ?? '', /^text\/event-stream/);
    opened?.close();
    let text = '';
    for await (const chunk of response) text += String(chunk);
    assert.equal(text, 'id: 42\n\n');
  });

  it('keeps nothing of its request', async () => {
    const response = await open();
    await nextTurn();
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    assert.equal(streamed?.deref(), undefined);
    assert.equal(opened?.closed, false);
    response.destroy();
  });
});

describe('Swagger UI', () => {
  it('is served from here alone, under a strict policy', async () => {
    const redirect = await call('/docs', { redirect: 'manual' });
    assert.equal(redirect.headers.get('location'), '/docs/');
    const page = await call('/docs/');
    assert.doesNotMatch(page.headers.get('content-security-policy') ?? '', /unsafe/);
    for (const [, asset = ''] of (await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)) {
      const response = await call(`/docs/${asset}`);
      await response.arrayBuffer();
      assert.equal(response.status, 200, asset);
    }
    const own = (await (await call('/docs/own.json')).json()) as { servers: unknown };
    assert.deepEqual(own.servers, [{ url: '/' }]);
    const published = (await (await call('/docs/public.json')).json()) as { servers: unknown };
    assert.deepEqual(published.servers, [{ url: '/api' }]);
  });
});

describe('a draining service', () => {
  it('asks clients to leave the connection', async () => {
    draining = true;
    const response = await call('/health');
    draining = false;
    assert.equal(response.headers.get('connection'), 'close');
  });
});
