import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { ID, StubService, SUB } from '../../../testkit/stub-service.ts';

const stub = new StubService();
before(() => stub.start());
after(() => stub.stop());

describe('a valid request', () => {
  it('reaches the handler with coerced parameters and the caller', async () => {
    const response = await stub.call('/messages?limit=7&room=general', {
      headers: { 'X-Forwarded-For': '9.9.9.9, 1.2.3.4' },
    });
    assert.deepEqual(await response.json(), { messages: [], hasMore: false, cursor: 7 });
    assert.equal(stub.seen.at(-1)?.caller.sub, SUB);
    assert.equal(stub.seen.at(-1)?.address, '1.2.3.4');
  });

  it('answers 201 with the body, 204 without one', async () => {
    const created = await stub.post(JSON.stringify({ id: ID, message: 'Zoë 👩‍🚀\n\tok' }));
    assert.equal(created.status, 201);
    assert.equal(((await created.json()) as { message: string }).message, 'Zoë 👩‍🚀\n\tok');
    assert.equal((await stub.call(`/messages/${ID}`, { method: 'DELETE' })).status, 204);
  });

  it('accepts a path parameter', async () => {
    const response = await stub.call(`/messages/${ID}`, {
      method: 'PATCH',
      body: JSON.stringify({ message: 'new' }),
      headers: { 'Content-Type': 'application/json' },
    });
    assert.equal(((await response.json()) as { id: string }).id, ID);
  });

  it("keeps the gateway's request id, or generates one", async () => {
    const kept = await stub.call('/health', { headers: { 'X-Request-Id': 'abcdef0123456789' } });
    assert.equal(kept.headers.get('x-request-id'), 'abcdef0123456789');
    const made = await stub.call('/health', { headers: { 'X-Request-Id': 'no spaces please' } });
    assert.match(made.headers.get('x-request-id') ?? '', /^[0-9a-f-]{36}$/);
  });

  it('gets the same health response as before version 2', async () => {
    assert.equal(await (await stub.call('/health')).text(), '{"status":"healthy","service":"message-service"}');
  });
});

describe('an invalid request', () => {
  it('with a missing or invalid token gets 401', async () => {
    const none = await stub.call('/messages', { headers: { Authorization: '' } });
    assert.equal(none.headers.get('www-authenticate'), 'Bearer');
    await assertProblem(none, 401, 'unauthenticated');
    await assertProblem(
      await stub.call('/messages', { headers: { Authorization: 'Bearer bad' } }),
      401,
      'unauthenticated',
    );
    await assertProblem(
      await stub.call('/messages', { headers: { Authorization: 'Basic good' } }),
      401,
      'unauthenticated',
    );
  });

  it('gets a list of all invalid fields', async () => {
    const body = await assertProblem(await stub.post(JSON.stringify({ id: 'x', colour: 'red' })), 400, 'validation');
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
    it(`with an invalid text is refused (${what})`, async () => {
      const body = await assertProblem(await stub.post(JSON.stringify({ id: ID, message: text })), 400, 'validation');
      assert.deepEqual(
        body.errors?.map(({ field }) => field),
        ['/body/message'],
      );
    });
  }

  it('with a lone surrogate is refused', async () => {
    await assertProblem(await stub.post(`{"id":"${ID}","message":"\\ud800"}`), 400, 'validation');
  });

  it('is measured in code points, not UTF-16 units', async () => {
    assert.equal((await stub.post(JSON.stringify({ id: ID, message: '😀'.repeat(4000) }))).status, 201);
  });

  it('that is not JSON gets malformed-body', async () => {
    await assertProblem(await stub.post('{"id":'), 400, 'malformed-body');
    await assertProblem(await stub.post('hello', { 'Content-Type': 'text/plain' }), 415, 'unsupported-media-type');
    await assertProblem(await stub.call('/messages', { method: 'POST' }), 415, 'unsupported-media-type');
    await assertProblem(await stub.post('x', { 'Content-Encoding': 'gzip' }), 415, 'unsupported-media-type');
  });

  it('that is too large gets 413', async () => {
    await assertProblem(
      await stub.post(JSON.stringify({ id: ID, message: 'x'.repeat(70_000) })),
      413,
      'payload-too-large',
    );
  });

  it('with an unknown or malformed parameter gets its name', async () => {
    for (const query of [
      'limit=0',
      'limit=abc',
      'limit=1&limit=2',
      'colour=red',
      'after=-1',
      'after=99999999999999999999',
    ]) {
      const body = await assertProblem(await stub.call(`/messages?${query}`), 400, 'validation');
      assert.equal(body.errors?.[0]?.field, `/query/${query.replace(/=.*/, '')}`);
    }
  });

  it('to an unknown path gets 404, with a wrong method 405', async () => {
    await assertProblem(await stub.call('/nowhere'), 404, 'not-found');
    const response = await stub.call('/messages', { method: 'PUT' });
    await assertProblem(response, 405, 'method-not-allowed');
    assert.equal(response.headers.get('Allow'), 'POST, GET, HEAD');
    await assertProblem(await stub.call('/%ff'), 404, 'not-found');
  });
});

describe('an error', () => {
  it('in a handler does not reveal its cause', async () => {
    const body = await assertProblem(await stub.call('/messages?room=broken'), 500, 'internal');
    assert.doesNotMatch(JSON.stringify(body), /secret/);
  });

  it('in a response is detected by validation', async () => {
    await assertProblem(await stub.call('/messages?room=wrong'), 500, 'internal');
  });

  it('that is transient has Retry-After', async () => {
    const response = await stub.call('/messages/clear', { method: 'DELETE' });
    assert.match(response.headers.get('retry-after') ?? '', /^\d+$/);
    await assertProblem(response, 503, 'unavailable');
  });
});

describe('a stream', () => {
  const open = async (): Promise<IncomingMessage> => {
    const request = httpRequest({
      port: stub.port,
      path: '/events',
      headers: { Authorization: 'Bearer good', Accept: 'text/event-stream', 'Last-Event-ID': '42' },
    }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };

  it('is not chunked, and parses Last-Event-ID as a number', async () => {
    const response = await open();
    assert.equal(response.headers['transfer-encoding'], undefined);
    assert.match(response.headers['content-type'] ?? '', /^text\/event-stream/);
    stub.opened?.close();
    let text = '';
    for await (const chunk of response) text += String(chunk);
    assert.equal(text, 'id: 42\n\n');
  });

  it('does not retain its request', async () => {
    const response = await open();
    await nextTurn();
    setFlagsFromString('--expose-gc');
    (runInNewContext('gc') as () => void)();
    assert.equal(stub.streamed?.deref(), undefined);
    assert.equal(stub.opened?.closed, false);
    response.destroy();
  });
});

describe('Swagger UI', () => {
  it('has no third-party resources and a strict CSP', async () => {
    const redirect = await stub.call('/docs', { redirect: 'manual' });
    assert.equal(redirect.headers.get('location'), '/docs/');
    const page = await stub.call('/docs/');
    assert.doesNotMatch(page.headers.get('content-security-policy') ?? '', /unsafe/);
    for (const [, asset = ''] of (await page.text()).matchAll(/(?:src|href)="([^"]+)"/g)) {
      const response = await stub.call(`/docs/${asset}`);
      await response.arrayBuffer();
      assert.equal(response.status, 200, asset);
    }
    const own = (await (await stub.call('/docs/own.json')).json()) as { servers: unknown };
    assert.deepEqual(own.servers, [{ url: '/' }]);
    const published = (await (await stub.call('/docs/public.json')).json()) as { servers: unknown };
    assert.deepEqual(published.servers, [{ url: '/api' }]);
  });
});

describe('a draining service', () => {
  it('asks clients to close the connection', async () => {
    stub.draining = true;
    const response = await stub.call('/health');
    stub.draining = false;
    assert.equal(response.headers.get('connection'), 'close');
  });
});
