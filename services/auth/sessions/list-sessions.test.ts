import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/auth.ts';
import type { Client } from '../testing/client.ts';
import { PASSWORD, replicasForTests } from '../testing/replicas.ts';

const { clock, browser, account, another, sql } = replicasForTests();

async function list(client: Client) {
  const response = await client.send('GET', '/sessions');
  assert.equal(response.status, 200);
  return ((await response.json()) as components['schemas']['SessionList']).sessions;
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
    const guest = browser();
    await guest.login('Guest');
    assert.equal((await list(guest)).length, 1);
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
