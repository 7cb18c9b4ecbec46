import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';

const MINUTE = 60_000;
const { clock, browser, sql } = replicasForTests();

describe('a guest', () => {
  it('logs in with only a name', async () => {
    const ada = browser();
    const session = await ada.login('Ada');
    assert.equal(session.username, 'Ada');
    assert.deepEqual(session.roles, ['guest']);
    const left = Date.parse(session.expiresAt) - clock.now().getTime();
    assert.ok(left > 14 * MINUTE && left <= 15 * MINUTE);
    const { sub, sid } = session;
    const verification = await ada.verify();
    assert.deepEqual(verification, {
      valid: true,
      username: 'Ada',
      sub,
      sid,
      roles: ['guest'],
      invited: false,
      exp: Date.parse(session.expiresAt) / 1000,
    });
  });

  it('gets a new identity at every login', async () => {
    const first = await browser().login('Renée');
    clock.pass(15 * MINUTE);
    const second = await browser().login('Renée');
    assert.notEqual(second.sub, first.sub);
    assert.notEqual(second.sid, first.sid);
  });

  it('holds the name in any spelling and at every replica', async () => {
    await browser(0).login('Grace');
    for (const username of ['Grace', 'GRACE', 'ｇｒａｃｅ']) {
      const sent = browser(1).send('POST', '/login', { username });
      const problem = await assertProblem(sent, 409, 'name-taken');
      const until = new Date(problem.until ?? '');
      assert.equal(until.getTime(), clock.now().getTime() + 15 * MINUTE);
      const minute = /until (\d\d):(\d\d) UTC/.exec(problem.detail ?? '');
      const late = Date.UTC(2000, 0, 1, Number(minute?.[1]), Number(minute?.[2])) - until.getTime();
      assert.ok(((late % 86_400_000) + 86_400_000) % 86_400_000 < MINUTE, 'the reported minute is not before the end');
    }
  });

  it('holds the name for exactly 15 minutes after the last refresh', async () => {
    const owner = browser();
    await owner.login('Hedy');
    clock.pass(10 * MINUTE);
    await owner.refresh();
    clock.pass(15 * MINUTE - 1);
    await assertProblem(browser().send('POST', '/login', { username: 'hedy' }), 409, 'name-taken');
    clock.pass(1);
    await browser().login('hedy');
  });

  it('frees the name immediately at logout', async () => {
    const owner = browser(0);
    const { token } = await owner.login('Mary');
    await owner.logout();
    assert.equal(owner.cookie, undefined);
    await browser(1).login('Mary');
    assert.deepEqual(await owner.verify(token), { valid: false, reason: 'ended' });
  });

  it('may resume when dormant unless the name was taken', async () => {
    const owner = browser();
    const before = await owner.login('Dorothy');
    clock.pass(29 * 24 * 60 * MINUTE);
    const later = await owner.refresh();
    assert.equal(later.sub, before.sub);
    await assertProblem(browser().send('POST', '/login', { username: 'Dorothy' }), 409, 'name-taken');
  });

  it('expires after 30 days', async () => {
    const owner = browser();
    await owner.login('Emmy');
    clock.pass(30 * 24 * 60 * MINUTE);
    await assertProblem(owner.send('POST', '/refresh'), 401, 'unauthenticated');
  });

  it('ends when another guest takes the dormant name', async () => {
    const owner = browser(0);
    const { token } = await owner.login('Katherine');
    clock.pass(15 * MINUTE - 1000);
    assert.equal((await owner.verify(token)).valid, true);
    clock.pass(1000);
    const newcomer = browser(1);
    await newcomer.login('Katherine');
    owner.token = undefined;
    await assertProblem(owner.send('POST', '/refresh'), 401, 'unauthenticated');
    assert.equal((await newcomer.verify()).valid, true);
  });
});

describe('a login that carries a session', () => {
  it('in the cookie continues it', async () => {
    const owner = browser();
    const before = await owner.login('Lise');
    const again = await owner.login('LISE');
    assert.equal(again.sid, before.sid);
    assert.equal(again.sub, before.sub);
    assert.equal(again.username, 'Lise');
    await owner.refresh();
  });

  it('in the token only returns new tokens for a day, for bots without cookies, and extends nothing', async () => {
    const bot = browser();
    const before = await bot.login('Robot');
    const kept = bot.cookie;
    bot.cookie = undefined;
    const rows = () => sql('SELECT held_until, expires_at, rotation FROM auth.people JOIN auth.sessions USING (sub)');
    const stored = await rows();
    for (let minutes = 14; minutes < 24 * 60; minutes += 14) {
      clock.pass(14 * MINUTE);
      const response = await bot.send('POST', '/login', { username: 'robot' });
      assert.equal(response.status, 200);
      const again = (await response.json()) as typeof before;
      assert.equal(again.sid, before.sid);
      assert.ok(Date.parse(again.expiresAt) <= Date.parse(before.expiresAt) + (24 * 60 - 15) * MINUTE);
      assert.equal(bot.cookie, undefined);
      bot.token = again.token;
    }
    assert.deepEqual(await rows(), stored);
    bot.cookie = kept;
    assert.equal((await bot.refresh()).sid, before.sid, 'the cookie is still valid');
  });

  it('in the token only is treated as new a day after the login', async () => {
    const bot = browser();
    const before = await bot.login('Daily');
    clock.pass(24 * 60 * MINUTE - 1);
    const { token } = await bot.refresh();
    clock.pass(1);
    bot.cookie = undefined;
    bot.token = token;
    await assertProblem(bot.send('POST', '/login', { username: 'Daily' }), 409, 'name-taken');
    assert.deepEqual((await bot.verify(before.token)).valid, false);
  });

  it("in another user's token is treated as new", async () => {
    await browser().login('Holder');
    const other = browser();
    await other.login('Other');
    other.cookie = undefined;
    await assertProblem(other.send('POST', '/login', { username: 'Holder' }), 409, 'name-taken');
  });

  it('in an expired token is treated as new', async () => {
    const bot = browser();
    const before = await bot.login('Rusty');
    bot.cookie = undefined;
    clock.pass(15 * MINUTE);
    const response = await bot.send('POST', '/login', { username: 'Rusty' });
    assert.equal(response.status, 200);
    assert.notEqual(((await response.json()) as typeof before).sub, before.sub);
  });

  it('extends the hold of the name', async () => {
    const owner = browser();
    await owner.login('Chien');
    clock.pass(14 * MINUTE);
    await owner.login('Chien');
    clock.pass(14 * MINUTE);
    await assertProblem(browser().send('POST', '/login', { username: 'Chien' }), 409, 'name-taken');
  });

  it('in a copied cookie ends it', async () => {
    const owner = browser();
    await owner.login('Barbara');
    const stolen = owner.cookie;
    await owner.refresh();
    await owner.refresh();
    clock.pass(31_000);
    const thief = browser();
    thief.cookie = stolen;
    const { sub } = await owner.login('Barbara');
    await thief.login('Elsewhere');
    assert.deepEqual(await owner.verify(), { valid: false, reason: 'ended' });
    assert.notEqual((await browser().login('Barbara')).sub, sub, 'the name is free');
  });

  it('under another name ends it: a browser has one identity', async () => {
    const one = browser();
    const { token } = await one.login('Rosalind');
    const other = await one.login('Franklin');
    assert.deepEqual(await one.verify(token), { valid: false, reason: 'ended' });
    assert.equal((await one.verify(other.token)).valid, true);
    await browser().login('Rosalind');
  });

  it('under a refused name does not end it', async () => {
    await browser().login('Taken');
    const one = browser();
    const { token } = await one.login('Jocelyn');
    one.token = undefined;
    await assertProblem(one.send('POST', '/login', { username: 'Taken' }), 409, 'name-taken');
    assert.equal((await one.verify(token)).valid, true);
  });

  it('in the token only, under another name, keeps it: a bot may have several identities', async () => {
    const bot = browser();
    const { token } = await bot.login('Tick');
    bot.cookie = undefined;
    assert.equal((await bot.send('POST', '/login', { username: 'Tock' })).status, 200);
    assert.equal((await bot.verify(token)).valid, true);
  });
});

describe('concurrent logins', () => {
  const settle = async (username: string) => {
    const clients = [browser(0), browser(1), browser(0), browser(1), browser(0), browser(1)];
    const answers = await Promise.all(clients.map((client) => client.send('POST', '/login', { username })));
    return answers.map(({ status }) => status).sort();
  };

  it('give a new name to exactly one', async () => {
    for (let round = 0; round < 10; round++) {
      assert.deepEqual(await settle(`Race ${round}`), [200, 409, 409, 409, 409, 409]);
    }
  });

  it('give a dormant name to exactly one', async () => {
    for (let round = 0; round < 10; round++) {
      const owner = browser();
      const { token } = await owner.login(`Dormant ${round}`);
      clock.pass(15 * MINUTE);
      assert.deepEqual(await settle(`Dormant ${round}`), [200, 409, 409, 409, 409, 409]);
      assert.equal((await owner.verify(token)).valid, false);
    }
  });

  it('that swap dormant names are answered, and each name has one owner', async () => {
    for (let round = 0; round < 10; round++) {
      const [one, two] = [browser(0), browser(1)];
      const names = [`Left ${round}`, `Right ${round}`] as const;
      await one.login(names[0]);
      await two.login(names[1]);
      clock.pass(15 * MINUTE);
      one.token = two.token = undefined;
      const answers = await Promise.all([
        one.send('POST', '/login', { username: names[1] }),
        two.send('POST', '/login', { username: names[0] }),
      ]);
      for (const { status } of answers) assert.equal(status, 200);
    }
  });

  it('in one browser share one identity', async () => {
    const one = browser(0);
    const two = browser(1);
    await one.login('Twin');
    two.cookie = one.cookie;
    const [left, right] = await Promise.all([one.login('Twin'), two.login('Twin')]);
    assert.equal(left.sid, right.sid);
    assert.equal(one.cookie, two.cookie);
  });
});
