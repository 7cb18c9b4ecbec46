import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attempt, failureOf, isPassing } from './result.ts';

const answer = (status: number, headers: Record<string, string> = {}) => ({ status, headers: new Headers(headers) });

describe('failureOf', () => {
  it('names the problem and keeps until when', () => {
    const problem = { type: 'urn:problem-type:chat:name-taken', title: '', status: 409, until: '2026-11-23T09:15:00Z' };
    assert.deepEqual(failureOf(problem, answer(409)), {
      kind: 'name-taken',
      status: 409,
      until: new Date('2026-11-23T09:15:00Z'),
    });
  });

  it('keeps how long to wait, in milliseconds', () => {
    const problem = { type: 'urn:problem-type:chat:rate-limited', title: '', status: 429 };
    assert.deepEqual(failureOf(problem, answer(429, { 'Retry-After': '7' })), {
      kind: 'rate-limited',
      status: 429,
      retryAfter: 7000,
    });
  });

  it('takes what is not of ours as what its status says', () => {
    assert.deepEqual(failureOf('<html>Bad gateway</html>', answer(502)), { kind: 'unavailable', status: 502 });
    assert.deepEqual(failureOf(undefined, answer(418)), { kind: 'unknown', status: 418 });
  });
});

describe('attempt', () => {
  it('gives the data', async () => {
    const response = new Response('{}', { status: 201 });
    assert.deepEqual(await attempt(Promise.resolve({ data: 1, response })), { ok: true, data: 1, status: 201 });
  });

  it('turns a lost connection into a value', async () => {
    assert.deepEqual(await attempt(Promise.reject(new TypeError('Failed to fetch'))), {
      ok: false,
      failure: { kind: 'network', status: 0 },
    });
  });
});

it('tells what may pass from what stays wrong', () => {
  for (const status of [0, 401, 429, 500, 502, 503, 504]) {
    assert.ok(isPassing({ kind: status === 0 ? 'network' : 'unknown', status }), String(status));
  }
  for (const status of [400, 403, 404, 409, 413, 415]) assert.ok(!isPassing({ kind: 'unknown', status }));
});
