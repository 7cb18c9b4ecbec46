import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi, type Api } from './client.ts';
import { attempt, failureOf, isPassing, type Result } from './result.ts';

const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers: new Headers(headers) });

describe('failureOf', () => {
  it('keeps the kind and the end of a problem', () => {
    const problem = { type: 'urn:problem-type:chat:name-taken', title: '', status: 409, until: '2026-11-23T09:15:00Z' };
    assert.deepEqual(failureOf(problem, answer(409)), {
      kind: 'name-taken',
      status: 409,
      until: new Date('2026-11-23T09:15:00Z'),
    });
  });

  it('keeps the invalid parts of a request', () => {
    const errors = [{ field: '/body/title', detail: 'must be shorter' }];
    const problem = { type: 'urn:problem-type:chat:validation', title: '', status: 400, errors };
    assert.deepEqual(failureOf(problem, answer(400)), { kind: 'validation', status: 400, fields: ['/body/title'] });
  });

  it('converts Retry-After to milliseconds', () => {
    const problem = { type: 'urn:problem-type:chat:rate-limited', title: '', status: 429 };
    assert.deepEqual(failureOf(problem, answer(429, { 'Retry-After': '7' })), {
      kind: 'rate-limited',
      status: 429,
      retryAfter: 7000,
    });
  });

  it('derives the kind from the status if the body is not a problem of the chat', () => {
    assert.deepEqual(failureOf('<html>Bad gateway</html>', answer(502)), { kind: 'unavailable', status: 502 });
    assert.deepEqual(failureOf(undefined, answer(418)), { kind: 'unknown', status: 418 });
  });
});

const message = {
  id: 'a',
  seq: 1,
  room: 'general',
  sub: 's',
  username: 'Ada',
  guest: true,
  message: 'Hello',
  timestamp: '2026-11-23T09:00:00.000Z',
};
const SEND = { body: { id: 'a', message: 'Hello' } };
const html = { headers: { 'Content-Type': 'text/html' } };

/** The API with a server that returns this response. */
const answeredBy = (response: Response) => createApi(() => Promise.resolve(response), 'http://chat.test');
const kindOf = <T>(result: Result<T>) => (result.ok ? 'believed' : result.failure.kind);

describe('attempt', () => {
  it('returns the data', async () => {
    const api = answeredBy(Response.json(message, { status: 201 }));
    assert.deepEqual(await attempt(api.POST('/messages', SEND)), { ok: true, data: message, status: 201 });
  });

  it('returns a lost connection as a failure', async () => {
    assert.deepEqual(await attempt(Promise.reject(new TypeError('Failed to fetch'))), {
      ok: false,
      failure: { kind: 'network', status: 0 },
    });
  });

  const believed: [string, () => Response, (api: Api) => Promise<Result<unknown>>][] = [
    [
      'a deletion',
      () => new Response(null, { status: 204 }),
      (api) => attempt(api.DELETE('/messages/{id}', { params: { path: { id: 'a' } } })),
    ],
    ['a message that it knew', () => Response.json(message), (api) => attempt(api.POST('/messages', SEND))],
  ];
  for (const [what, response, call] of believed) {
    it(`accepts ${what}`, async () => assert.equal(kindOf(await call(answeredBy(response()))), 'believed'));
  }

  const strange: [string, () => Response][] = [
    ['an empty 200', () => new Response('')],
    ['an empty 200 that says so', () => new Response('', { headers: { 'Content-Length': '0' } })],
    ['a 204', () => new Response(null, { status: 204 })],
    ['a 202 with the right body', () => Response.json(message, { status: 202 })],
    ['an empty object', () => Response.json({})],
    ['null', () => Response.json(null)],
    ['a list', () => Response.json([])],
    ['a login page', () => new Response('<html>Log in to the Wi-Fi</html>', html)],
    ['a login page in place of a refusal', () => new Response('<html>Log in</html>', { ...html, status: 401 })],
    ['a firewall', () => new Response('<html>Blocked</html>', { ...html, status: 403 })],
    ['a message with the wrong kind of number', () => Response.json({ ...message, seq: '1' })],
  ];
  const calls: [string, (api: Api) => Promise<Result<unknown>>][] = [
    ['POST /messages', (api) => attempt(api.POST('/messages', SEND))],
    ['GET /messages', (api) => attempt(api.GET('/messages', {}))],
    ['GET /events', (api) => attempt(api.GET('/events', {}))],
    [
      'PATCH /messages/{id}',
      (api) => attempt(api.PATCH('/messages/{id}', { params: { path: { id: 'a' } }, body: { message: 'b' } })),
    ],
    ['POST /refresh', (api) => attempt(api.POST('/refresh', {}))],
    ['POST /login', (api) => attempt(api.POST('/login', { body: { username: 'Ada' } }))],
    ['GET /sessions', (api) => attempt(api.GET('/sessions', {}))],
    ['GET /users/me', (api) => attempt(api.GET('/users/me', {}))],
    ['GET /users/online', (api) => attempt(api.GET('/users/online', {}))],
    ['POST /users/connect', (api) => attempt(api.POST('/users/connect', {}))],
    ['a stream', (api) => attempt(api.GET('/events', { parseAs: 'stream' }))],
  ];
  for (const [operation, call] of calls) {
    it(`accepts only a conforming response to ${operation}, and treats others as temporary failures`, async () => {
      for (const [what, response] of strange) {
        const result = await call(answeredBy(response()));
        assert.ok(!result.ok && result.failure.kind === 'unknown' && isPassing(result.failure), what);
      }
    });
  }

  it('accepts a deletion by its status alone', async () => {
    const api = answeredBy(new Response('<html>Log in to the Wi-Fi</html>', html));
    assert.equal(kindOf(await attempt(api.DELETE('/messages/{id}', { params: { path: { id: 'a' } } }))), 'unknown');
  });

  it('rejects the response to another message', async () => {
    const api = answeredBy(Response.json({ ...message, id: 'b' }, { status: 201 }));
    assert.equal(kindOf(await attempt(api.POST('/messages', SEND), ({ id }) => id === 'a')), 'unknown');
  });

  it('returns an event stream, and accepts nothing else as one', async () => {
    const stream = new Response('data: 1\n\n', { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } });
    const result = await attempt(answeredBy(stream).GET('/events', { parseAs: 'stream' }));
    assert.ok(result.ok && result.data instanceof ReadableStream);
  });
});

it('distinguishes temporary from permanent failures', () => {
  for (const status of [401, 429, 500, 502, 503, 504])
    assert.ok(isPassing({ kind: 'internal', status }), String(status));
  for (const status of [400, 403, 404, 409, 413, 415]) assert.ok(!isPassing({ kind: 'validation', status }));
  for (const kind of ['network', 'unknown'] as const) assert.ok(isPassing({ kind, status: 403 }), kind);
});
