import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Client } from '../testing/client.ts';
import { replicasForTests } from '../testing/replicas.ts';

const { clock, browser, another, sql } = replicasForTests();

/** Another tab of the same browser, or a thief with a copy of its cookie. */
function copyOf(client: Client, replica: 0 | 1 = 1): Client {
  const copy = browser(replica);
  copy.cookie = client.cookie;
  return copy;
}

describe('a refresh', () => {
  it('returns a new token of the same session and the successor of the cookie', async () => {
    const ada = browser();
    const before = await ada.login('Ada');
    const cookie = ada.cookie;
    clock.pass(600_000);
    const after = await ada.refresh();
    assert.deepEqual({ ...after, token: '', expiresAt: '' }, { ...before, token: '', expiresAt: '' });
    assert.equal(Date.parse(after.expiresAt) - Date.parse(before.expiresAt), 600_000);
    assert.notEqual(ada.cookie, cookie);
    assert.equal((await ada.verify(after.token)).valid, true);
    assert.equal((await ada.verify(before.token)).valid, true);
  });

  it('in two tabs concurrently returns the same successor to both', async () => {
    const one = browser(0);
    await one.login('Tabs');
    for (let round = 0; round < 10; round++) {
      const tabs = [one, copyOf(one, 0), copyOf(one, 1), copyOf(one, 1)];
      const sessions = await Promise.all(tabs.map((tab) => tab.refresh()));
      assert.equal(new Set(sessions.map(({ sid }) => sid)).size, 1);
      assert.equal(new Set(tabs.map(({ cookie }) => cookie)).size, 1);
      clock.pass(600_000);
    }
  });

  it('can be repeated after a lost response: soon with the same successor, a week later with another', async () => {
    const one = browser();
    await one.login('Lost');
    const lost = copyOf(one);
    const late = copyOf(one);
    await lost.refresh();
    clock.pass(30_000);
    await one.refresh();
    assert.equal(one.cookie, lost.cookie);
    clock.pass(7 * 86_400_000);
    const tabs = [late, copyOf(late, 0), copyOf(late, 1)];
    await Promise.all(tabs.map((tab) => tab.refresh()));
    assert.notEqual(late.cookie, lost.cookie);
    assert.equal(new Set(tabs.map(({ cookie }) => cookie)).size, 1);
    await late.refresh();
    await assertProblem(lost.send('POST', '/refresh'), 401, 'unauthenticated');
    await assertProblem(late.send('POST', '/refresh'), 401, 'unauthenticated');
  });

  it('repeated by a thief after the owner ends the session at the second repeat', async () => {
    const owner = browser(0);
    await owner.login('Shadowed');
    const stolen = owner.cookie;
    await owner.refresh();
    clock.pass(31_000);
    const thief = browser(1);
    thief.cookie = stolen;
    await thief.refresh();
    clock.pass(600_000);
    await assertProblem(owner.send('POST', '/refresh'), 401, 'unauthenticated');
    assert.deepEqual(await thief.verify(), { valid: false, reason: 'ended' });
  });

  it('continues a session of the previous release', async () => {
    const one = browser();
    const { sid } = await one.login('Upgraded');
    const update = "UPDATE auth.sessions SET rotation = rotation - 'issuedAt' - 'salt' WHERE sid = $1";
    for (let round = 0; round < 3; round++) {
      await sql(update, [sid]);
      await one.refresh();
      clock.pass(600_000);
    }
  });

  it('with a recently rotated token returns its successor again', async () => {
    const one = browser();
    await one.login('Slow');
    const slow = copyOf(one);
    await one.refresh();
    const second = one.cookie;
    await one.refresh();
    clock.pass(30_000);
    await slow.refresh();
    assert.equal(slow.cookie, second);
    await slow.refresh();
    assert.equal(slow.cookie, one.cookie);
  });

  it('with a stolen old token ends the session for the thief and the owner', async () => {
    const owner = browser(0);
    const { token } = await owner.login('Victim');
    const thief = copyOf(owner);
    await owner.refresh();
    await owner.refresh();
    clock.pass(30_001);
    await assertProblem(thief.send('POST', '/refresh'), 401, 'unauthenticated');
    assert.deepEqual(await owner.verify(token), { valid: false, reason: 'ended' });
    await assertProblem(owner.send('POST', '/refresh'), 401, 'unauthenticated');
    assert.notEqual(owner.cookie, undefined, 'a refusal does not remove a cookie that another tab has just got');
  });

  it('with a stolen token succeeds if the owner does not use it again', async () => {
    const owner = browser();
    await owner.login('Asleep');
    const thief = copyOf(owner);
    await thief.refresh();
    await thief.refresh();
    clock.pass(31_000);
    await assertProblem(owner.send('POST', '/refresh'), 401, 'unauthenticated');
    await assertProblem(thief.send('POST', '/refresh'), 401, 'unauthenticated');
  });

  it('without a cookie or with a forged one changes nothing', async () => {
    const owner = browser();
    const { sid } = await owner.login('Calm');
    const stranger = browser();
    await assertProblem(stranger.send('POST', '/refresh'), 401, 'unauthenticated');
    for (const cookie of ['x', `${sid}.${'A'.repeat(43)}.${'A'.repeat(43)}`, '%00', '"quoted"']) {
      stranger.cookie = cookie;
      await assertProblem(stranger.send('POST', '/refresh'), 401, 'unauthenticated');
    }
    await owner.refresh();
  });

  it('after a logout is refused', async () => {
    const owner = browser();
    await owner.login('Gone');
    const kept = copyOf(owner);
    await owner.logout();
    await assertProblem(kept.send('POST', '/refresh'), 401, 'unauthenticated');
  });
});

describe('a session', () => {
  const DAY = 86_400_000;

  it('ends 90 days after the login regardless of refreshes, as do its tokens', async () => {
    const one = browser();
    await one.login('Old hand');
    await one.setPassword('a long password');
    for (let day = 0; day < 80; day += 20) {
      clock.pass(20 * DAY);
      await one.refresh();
    }
    clock.pass(10 * DAY - 300_000);
    const response = await one.send('POST', '/refresh');
    assert.match(response.headers.get('set-cookie') ?? '', /Max-Age=300$/);
    const { token, expiresAt } = (await response.json()) as { token: string; expiresAt: string };
    assert.ok(Date.parse(expiresAt) <= clock.now().getTime() + 300_000);
    clock.pass(299_000);
    assert.equal((await one.verify(token)).valid, true);
    clock.pass(1_000);
    assert.equal((await one.verify(token)).valid, false);
    await assertProblem(one.send('POST', '/refresh'), 401, 'unauthenticated');
    await one.login('Old hand', 'a long password');
  });

  it('has the lifetime set by the operator, even if it began before', async () => {
    const one = browser();
    await one.login('Short');
    const { client } = await another({ config: { sessionLifetime: 2 * DAY } });
    const here = client();
    here.cookie = one.cookie;
    clock.pass(2 * DAY - 1_000);
    const response = await here.send('POST', '/refresh');
    assert.match(response.headers.get('set-cookie') ?? '', /Max-Age=1$/);
    const { token } = (await response.json()) as { token: string };
    clock.pass(1_000);
    assert.equal((await here.verify(token)).valid, false);
    await assertProblem(here.send('POST', '/refresh'), 401, 'unauthenticated');
  });
});

describe('the refresh cookie', () => {
  const setCookie = async (headers: Record<string, string>, trustProxy: number) => {
    const { client } = await another({ config: { trustProxy } });
    const response = await client(headers).send('POST', '/login', { username: `Cookie ${Math.random()}` });
    return response.headers.getSetCookie()[0] ?? '';
  };

  it('is Secure only if a trusted proxy reports https as the public scheme', async () => {
    assert.match(await setCookie({ 'X-Forwarded-Proto': 'https' }, 1), /; Secure$/);
    assert.doesNotMatch(await setCookie({ 'X-Forwarded-Proto': 'http' }, 1), /Secure/);
    assert.doesNotMatch(await setCookie({ 'X-Forwarded-Proto': 'https' }, 0), /Secure/);
  });

  it('is not stored in the database', async () => {
    const one = browser();
    await one.login('Secretive');
    const secret = one.cookie?.split('.')[1] ?? '';
    const rows = await sql<{ text: string }>('SELECT sessions::text AS text FROM auth.sessions');
    assert.ok(rows.length > 0);
    for (const { text } of rows) assert.ok(!text.includes(secret));
  });
});
