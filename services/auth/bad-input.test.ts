import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../testkit/assert-problem.ts';
import { replicasForTests } from './testing/replicas.ts';

const { browser } = replicasForTests();

/** Asserts 400 with errors for these fields. */
async function assertFields(sent: Promise<Response>, ...fields: string[]): Promise<void> {
  const { errors = [] } = await assertProblem(sent, 400, 'validation');
  assert.deepEqual(errors.map(({ field }) => field).sort(), fields.sort());
}

describe('a login', () => {
  const send = (body: Record<string, unknown> | string) => browser().send('POST', '/login', body);

  it('that is not JSON gets malformed-body', async () => {
    for (const body of ['{', 'username=Ada', '"Ada"', 'null', '[]x']) {
      const response = await send(body);
      assert.equal(response.status, 400, body);
    }
    await assertProblem(send('{"username":'), 400, 'malformed-body');
    await assertFields(send('[]'), '/body');
  });

  it('that is too large gets 413', async () => {
    await assertProblem(send({ username: 'A'.repeat(65_536) }), 413, 'payload-too-large');
  });

  it('with unknown fields or without a name gets the field names', async () => {
    await assertFields(send({ username: 'Ada', admin: true }), '/body/admin');
    await assertFields(send('{"username":"Ada","__proto__":{"admin":true}}'), '/body/__proto__');
    await assertFields(send({}), '/body/username');
    await assertFields(send({ username: 7, password: [] }), '/body/username', '/body/password');
  });

  const names = {
    empty: '',
    blank: '   ',
    'too long': 'a'.repeat(33),
    'of two scripts': 'Ad\u0430',
    'with markup': '<b>Ada</b>',
    'with NUL': 'A\u0000da',
    'with a control character': 'A\u0007da',
    'with a line break': 'A\nda',
    'with a zero-width space': 'A\u200bda',
    'with a direction override': '\u202eadA',
  };
  for (const [what, username] of Object.entries(names)) {
    it(`with a name ${what} is refused`, async () => {
      const { errors } = await assertProblem(send({ username }), 400, 'validation');
      assert.deepEqual([...new Set(errors?.map(({ field }) => field))], ['/body/username']);
    });
  }

  it('with an invalid name gets the rule that it breaks', async () => {
    const reasons = {
      '@da': "must contain only letters, digits, marks, spaces and the characters _ - . ' ·",
      'Ad\u0430': 'must be in one script, and one of those that names support',
      'A\u200dda': 'must not contain invisible characters, except a joiner where the script requires one',
      'Ada ': 'must not begin or end with a space or contain consecutive spaces',
      "Ada'": 'may have an apostrophe or a middle dot only between letters',
    };
    for (const [username, reason] of Object.entries(reasons)) {
      const { errors } = await assertProblem(send({ username }), 400, 'validation');
      assert.deepEqual(
        errors?.map(({ detail }) => detail),
        [reason],
      );
    }
  });

  it('with a lone surrogate is refused', async () => {
    await assertFields(send('{"username":"Ada\\ud800"}'), '/body/username');
    await assertFields(send('{"username":"Ada","password":"secret\\udfff"}'), '/body/password');
  });

  it('accepts a name of 32 characters of two code units each', async () => {
    const username = '𠀋'.repeat(32);
    assert.equal((await browser().login(username)).username, username);
  });
});

describe('a password', () => {
  it('is refused if it is too short, too long or contains control characters', async () => {
    const one = browser();
    await one.login('Careful');
    const put = (body: Record<string, unknown> | string) => one.send('PUT', '/account/password', body);
    for (const password of [
      'short',
      'x'.repeat(257),
      'NUL \u0000 in it',
      'bell \u0007 in it',
      'C1 \u0090 in it',
      'two\nlines',
    ]) {
      await assertFields(put({ password }), '/body/password');
    }
    await assertFields(put('{"password":"lone \\ud83d surrogate"}'), '/body/password');
    await assertFields(put({ password: 'long enough', currentPassword: '' }), '/body/currentPassword');
    await assertFields(put({}), '/body/password');
    await one.setPassword('Ünïcödé 😀 is fine, so is a tab-free space');
  });
});

describe('token verification', () => {
  it('refuses a missing or too long token', async () => {
    await assertFields(browser().send('POST', '/verify', {}), '/body/token');
    await assertFields(browser().send('POST', '/verify', { token: 'x'.repeat(4097) }), '/body/token');
  });

  it('reports a token that UTF-8 cannot encode as malformed', async () => {
    const response = await browser().send('POST', '/verify', '{"token":"\\u0000\\ud800.a.b"}');
    assert.deepEqual(await response.json(), { valid: false, reason: 'malformed' });
  });
});

describe('the service', () => {
  it('is live and ready, and serves metrics', async () => {
    const health = await browser().send('GET', '/health');
    assert.equal(await health.text(), '{"status":"healthy","service":"auth-service"}');
    const ready = await browser().send('GET', '/ready');
    assert.deepEqual(await ready.json(), { status: 'ready', service: 'auth-service' });
    const metrics = await browser().send('GET', '/metrics');
    assert.match(await metrics.text(), /http_requests_total\{operation="getReady",status="200"\} \d+/);
  });
});
