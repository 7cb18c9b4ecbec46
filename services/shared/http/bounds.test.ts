import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { ID, StubService } from '../../../testkit/stub-service.ts';
import { MAX_ERRORS } from './invalid.ts';
import { isChatText } from '../text/text.ts';

const stub = new StubService();
before(() => stub.start());
after(() => stub.stop());

const fields = async (response: Response) => {
  const { errors = [] } = await assertProblem(response, 400, 'validation');
  return errors.map(({ field }) => field);
};

describe("a request beyond the contract's bounds", () => {
  it('is refused by its length before the text is processed', async () => {
    const message = `a${'\u0301\u0316'.repeat(10_000)}`;
    assert.ok(isChatText(message), 'valid except for its length');
    const { errors } = await assertProblem(await stub.post(JSON.stringify({ id: ID, message })), 400, 'validation');
    assert.deepEqual(errors, [{ field: '/body/message', detail: 'must NOT have more than 4000 characters' }]);
  });

  it('gets a bounded list of errors', async () => {
    const keys = Array.from({ length: 6_500 }, (_, index) => [`k${index}`, 0]);
    const { errors = [], detail } = await assertProblem(
      await stub.post(JSON.stringify(Object.fromEntries(keys))),
      400,
      'validation',
    );
    assert.deepEqual(
      errors.map(({ field }) => field),
      keys.slice(0, MAX_ERRORS).map(([key]) => `/body/${key}`),
    );
    assert.match(detail ?? '', /Only the first 20 are listed/);
  });

  it('is refused for any number of unknown parameters', async () => {
    const query = Array.from({ length: 900 }, (_, index) => `k${index}[a]=1`).join('&');
    assert.equal((await fields(await stub.call(`/messages?${query}`))).length, MAX_ERRORS);
    assert.deepEqual(await fields(await stub.call('/messages?__proto__[x]=1')), ['/query/__proto__[x]']);
  });

  it('is refused at any nesting depth', async () => {
    const deep = '['.repeat(30_000) + ']'.repeat(30_000);
    assert.deepEqual(await fields(await stub.post(deep)), ['/body']);
    assert.deepEqual(await fields(await stub.post(`{"id":"${ID}","message":${deep}}`)), ['/body/message']);
    assert.deepEqual(await fields(await stub.post(`{"id":"${ID}","message":"m","__proto__":{"a":1}}`)), [
      '/body/__proto__',
    ]);
  });

  it('is refused without reading its body if it has no valid token', async () => {
    const anonymous = { Authorization: '' };
    await assertProblem(await stub.post('{"id":', anonymous), 401, 'unauthenticated');
    await assertProblem(await stub.post('x', { ...anonymous, 'Content-Type': 'text/plain' }), 401, 'unauthenticated');
    await assertProblem(await stub.call('/messages?limit=abc', { headers: anonymous }), 401, 'unauthenticated');
  });
});

describe('a user', () => {
  it('has a request limit per minute, except for operations with their own limit', async () => {
    const limited = new StubService();
    limited.requestLimit = 3;
    await limited.start();
    const requests = Array.from({ length: 8 }, () => limited.call('/messages'));
    const refused = (await Promise.all(requests)).filter(({ status }) => status !== 200);
    assert.ok(refused.length >= 4);
    for (const response of refused) await assertProblem(response, 429, 'rate-limited');
    assert.equal((await limited.post(JSON.stringify({ id: ID, message: 'still sent' }))).status, 201);
    await limited.stop();
  });
});

describe('an integer parameter', () => {
  const wrong = [
    'Infinity',
    '-Infinity',
    '1e400',
    '0x10',
    '0b1',
    '1e2',
    '%2B5',
    '1.0',
    '5.',
    '05',
    '%205',
    '5%20',
    '-0',
    '٥',
    'NaN',
    '',
  ];
  for (const name of ['limit', 'after', 'before']) {
    it(`named ${name} must be in plain decimal digits`, async () => {
      for (const value of wrong) {
        assert.deepEqual(await fields(await stub.call(`/messages?${name}=${value}`)), [`/query/${name}`], value);
      }
      assert.deepEqual(await fields(await stub.call(`/messages?${name}=5&${name}=5`)), [`/query/${name}`]);
    });
  }

  it('must fit a JavaScript number', async () => {
    for (const value of ['9007199254740992', '9007199254740993', '99999999999999999999']) {
      assert.deepEqual(await fields(await stub.call(`/messages?after=${value}`)), ['/query/after'], value);
    }
    assert.equal((await stub.call('/messages?after=9007199254740991')).status, 200);
  });

  it('in a header must be in plain decimal digits', async () => {
    for (const value of ['Infinity', '0x10', '1e2', '+5', '-1', 'abc', '9007199254740993', '']) {
      const response = await stub.call('/events', { headers: { 'Last-Event-ID': value } });
      assert.deepEqual(await fields(response), ['/headers/last-event-id'], value);
    }
  });
});
