import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import pg from 'pg';
import type { components } from '../../../generated/types/auth.ts';
import { SESSION_ENDED } from '../../shared/identity/verifier.ts';
import { assertProblem, type Client } from '../testing/client.ts';
import { replicasForTests } from '../testing/replicas.ts';

const PASSWORD = 'correct horse battery staple';
const { clock, browser, another, sql, url } = replicasForTests();

async function list(client: Client) {
  const response = await client.send('GET', '/sessions');
  assert.equal(response.status, 200);
  return ((await response.json()) as components['schemas']['SessionList']).sessions;
}

async function account(username: string): Promise<Client> {
  const client = browser();
  await client.login(username);
  await client.setPassword(PASSWORD);
  return client;
}

async function guest(username: string) {
  const client = browser();
  const { sid } = await client.login(username);
  return { client, sid };
}

describe("a user's sessions", () => {
  it('are listed by last use with their user agent', async () => {
    const laptop = await account('Ada');
    clock.pass(60_000);
    const { client } = await another({});
    const phone = client({ 'User-Agent': `Phone ${'x'.repeat(400)}` });
    const { sid } = await phone.login('Ada', PASSWORD);
    const [first, second, ...none] = await list(laptop);
    assert.deepEqual(none, []);
    assert.equal(first?.sid, sid);
    assert.equal(first.current, false);
    assert.equal(first.userAgent.length, 300);
    assert.equal(first.createdAt, clock.now().toISOString());
    assert.equal(second?.current, true);
    clock.pass(60_000);
    await laptop.refresh();
    assert.equal((await list(laptop))[0]?.current, true);
    assert.equal((await list(laptop))[0]?.lastUsedAt, clock.now().toISOString());
  });

  it('do not include those of other users', async () => {
    await account('Somebody else');
    assert.equal((await list((await guest('Guest')).client)).length, 1);
  });

  it('are not listed if they have expired', async () => {
    await account('Old');
    clock.pass(30 * 86_400_000);
    const now = browser();
    await now.login('Old', PASSWORD);
    assert.equal((await list(now)).length, 1);
  });

  it('are limited to a hundred: the least recently used one ends', async () => {
    const first = await account('Hundred');
    const { sub, sid } = await browser().login('Hundred', PASSWORD);
    await sql(
      `INSERT INTO auth.sessions
       SELECT gen_random_uuid(), sub, rotation, user_agent, created_at, last_used_at + n * interval '1 ms', expires_at
       FROM auth.sessions, generate_series(1, 98) AS n WHERE sid = $1`,
      [sid],
    );
    clock.pass(1000);
    assert.equal((await list(first)).length, 100);
    await sql("UPDATE auth.sessions SET last_used_at = last_used_at - interval '1 minute' WHERE sid = $1", [sid]);
    const newest = browser();
    const session = await newest.login('Hundred', PASSWORD);
    assert.equal(session.sub, sub);
    const sids = (await list(newest)).map((each) => each.sid);
    assert.equal(sids.length, 100);
    assert.equal(sids[0], session.sid);
    assert.ok(!sids.includes(sid));
  });
});

describe('ending a session', () => {
  it("of one's own works on another device", async () => {
    const laptop = await account('Grace');
    const phone = browser(1);
    const { sid } = await phone.login('Grace', PASSWORD);
    assert.equal((await laptop.send('DELETE', `/sessions/${sid}`)).status, 204);
    assert.deepEqual(await phone.verify(), { valid: false, reason: 'ended' });
    await assertProblem(phone.send('POST', '/refresh'), 401, 'unauthenticated');
    await assertProblem(laptop.send('DELETE', `/sessions/${sid}`), 404, 'not-found');
    assert.equal((await laptop.verify()).valid, true);
  });

  it('of another user answers the same as for an unknown one', async () => {
    const owner = browser();
    const { sid } = await owner.login('Owner');
    const other = browser();
    await other.login('Other');
    await assertProblem(other.send('DELETE', `/sessions/${sid}`), 404, 'not-found');
    const unknown = '00000000-0000-4000-8000-000000000000';
    await assertProblem(other.send('DELETE', `/sessions/${unknown}`), 404, 'not-found');
    await assertProblem(other.send('DELETE', '/sessions/7'), 400, 'validation');
    assert.equal((await owner.verify()).valid, true);
  });

  it('that is the current one logs out', async () => {
    const { client, sid } = await guest('Self');
    assert.equal((await client.send('DELETE', `/sessions/${sid}`)).status, 204);
    assert.deepEqual(await client.verify(), { valid: false, reason: 'ended' });
    await browser().login('Self');
  });
});

describe('logging out', () => {
  it('works with the token, with the cookie, and with neither', async () => {
    const byToken = browser();
    const { token } = await byToken.login('By token');
    byToken.cookie = undefined;
    await byToken.logout();
    assert.deepEqual(await byToken.verify(token), { valid: false, reason: 'ended' });

    const byCookie = browser();
    const second = await byCookie.login('By cookie');
    byCookie.token = undefined;
    await byCookie.logout();
    assert.deepEqual(await byCookie.verify(second.token), { valid: false, reason: 'ended' });

    await byCookie.logout();
  });

  it('works with a cookie that has been replaced', async () => {
    const one = browser();
    const { token } = await one.login('Stale');
    const stale = one.cookie;
    await one.refresh();
    one.cookie = stale;
    one.token = undefined;
    await one.logout();
    assert.deepEqual(await one.verify(token), { valid: false, reason: 'ended' });
  });

  it("keeps an account's other sessions", async () => {
    const laptop = await account('Mary');
    const phone = browser();
    await phone.login('Mary', PASSWORD);
    await phone.logout();
    assert.equal((await laptop.verify()).valid, true);
    assert.equal((await list(laptop)).length, 1);
  });
});

describe('the end of a session', () => {
  it('is published to services that cache its tokens, however it ends', async () => {
    const listener = new pg.Client({ connectionString: url() });
    await listener.connect();
    await listener.query(`LISTEN ${SESSION_ENDED}`);
    const told = async (end: () => Promise<unknown>) => {
      const notification = once(listener, 'notification', { signal: AbortSignal.timeout(5_000) });
      await end();
      const [{ payload }] = (await notification) as [pg.Notification];
      return payload;
    };

    const leaving = await guest('Leaving');
    assert.equal(await told(() => leaving.client.logout()), leaving.sid);
    const ending = await guest('Ending');
    assert.equal(await told(() => ending.client.send('DELETE', `/sessions/${ending.sid}`)), ending.sid);
    const changing = await guest('Changing');
    assert.equal(await told(() => changing.client.login('Changed')), changing.sid);
    const dormant = await guest('Dormant');
    clock.pass(900_000);
    assert.equal(await told(() => browser().login('Dormant')), dormant.sid);

    const becoming = await guest('Becoming');
    assert.equal(await told(() => becoming.client.setPassword(PASSWORD)), becoming.sid);

    const laptop = await account('Account');

    const thief = browser();
    thief.cookie = laptop.cookie;
    await laptop.refresh();
    const { sid } = await laptop.refresh();
    clock.pass(31_000);
    assert.equal(await told(() => thief.send('POST', '/refresh')), sid);
    await listener.end();
  });
});
