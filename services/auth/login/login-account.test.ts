import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';

const { clock, browser, another } = replicasForTests();

describe('an account', () => {
  const password = 'correct horse battery staple';

  it('requires its password', async () => {
    const owner = browser(0);
    const guest = await owner.login('Alan');
    await owner.setPassword(password);
    const attempt = (body: Record<string, string>) => browser(1).send('POST', '/login', body);
    await assertProblem(attempt({ username: 'ALAN' }), 401, 'password-required');
    await assertProblem(attempt({ username: 'Alan', password: 'wrong' }), 401, 'wrong-password');
    const session = await browser(1).login('alan', password);
    assert.equal(session.sub, guest.sub);
    assert.notEqual(session.sid, guest.sid);
    assert.equal(session.username, 'Alan');
    assert.deepEqual(session.roles, ['account']);
  });

  it('accepts its password in any Unicode normalization form', async () => {
    const owner = browser();
    await owner.login('Kurt');
    await owner.setPassword('Gödels Sätze');
    await browser().login('Kurt', 'Go\u0308dels Sa\u0308tze');
  });

  it('keeps its name permanently', async () => {
    const owner = browser();
    await owner.login('Alonzo');
    await owner.setPassword(password);
    clock.pass(40 * 86_400_000);
    await assertProblem(browser().send('POST', '/login', { username: 'Alonzo' }), 401, 'password-required');
    await browser().login('Alonzo', password);
  });

  it('is continued by its own cookie, with and without the password', async () => {
    const owner = browser();
    await owner.login('Haskell');
    const { sid } = await owner.setPassword(password);
    assert.equal((await owner.login('Haskell')).sid, sid);
    assert.equal((await owner.login('Haskell', password)).sid, sid);
  });

  it('is not continued by its access token, even for administrators: a copied one must not become a session', async () => {
    const { client } = await another({ config: { admins: ['Bertrand'] } });
    const owner = browser();
    await owner.login('Bertrand');
    const { token } = await owner.setPassword(password);
    for (const thief of [browser(), client()]) {
      thief.token = token;
      await assertProblem(thief.send('POST', '/login', { username: 'Bertrand' }), 401, 'password-required');
      const body = { username: 'Bertrand', password: 'a guess' };
      await assertProblem(thief.send('POST', '/login', body), 401, 'wrong-password');
      assert.equal(thief.cookie, undefined);
    }
    assert.equal((await owner.verify()).valid, true);
  });

  it('begins another session if it sends its token and password', async () => {
    const owner = browser();
    await owner.login('Emil');
    const before = await owner.setPassword(password);
    const bot = browser();
    bot.token = before.token;
    const response = await bot.send('POST', '/login', { username: 'Emil', password });
    const { sub, sid } = (await response.json()) as typeof before;
    assert.equal(sub, before.sub);
    assert.notEqual(sid, before.sid);
    assert.equal((await owner.verify()).valid, true);
  });

  it('loses the session if its cookie was copied; a login with that cookie still requires the password', async () => {
    const owner = browser();
    await owner.login('Rózsa');
    await owner.setPassword(password);
    const thief = browser();
    thief.cookie = owner.cookie;
    await owner.refresh();
    await owner.refresh();
    clock.pass(31_000);
    await assertProblem(thief.send('POST', '/login', { username: 'Rózsa' }), 401, 'password-required');
    assert.deepEqual(await owner.verify(), { valid: false, reason: 'ended' });
  });

  it('is logged out when its browser logs in as a guest', async () => {
    const owner = browser();
    await owner.login('Stephen');
    const { token } = await owner.setPassword(password);
    await owner.login('Kleene');
    assert.deepEqual(await owner.verify(token), { valid: false, reason: 'ended' });
    await browser().login('Stephen', password);
  });

  it('that does not exist is indistinguishable from a wrong password', async () => {
    const unknown = browser().send('POST', '/login', { username: 'Nobody', password });
    await assertProblem(unknown, 401, 'wrong-password');
    await browser().login('Somebody');
    const guest = browser().send('POST', '/login', { username: 'Somebody', password });
    await assertProblem(guest, 401, 'wrong-password');
  });
});

describe('the operator', () => {
  it("reserves administrators' names", async () => {
    const { client } = await another({ config: { admins: ['Admin', 'Zoë'] } });
    for (const username of ['Admin', 'aDMIN', 'ZOE\u0308']) {
      await assertProblem(client().send('POST', '/login', { username }), 403, 'name-reserved');
    }
    const attempt = client().send('POST', '/login', { username: 'Admin', password: 'guess' });
    await assertProblem(attempt, 401, 'wrong-password');
  });

  it('can make an account an administrator', async () => {
    const owner = browser();
    await owner.login('Chairman');
    await owner.setPassword('a long password');
    const { client } = await another({ config: { admins: ['CHAIRMAN'] } });
    const session = await client().login('chairman', 'a long password');
    assert.deepEqual(session.roles, ['account', 'admin']);
    const verification = await client().verify(session.token);
    assert.deepEqual(verification.valid && verification.roles, ['account', 'admin']);
  });

  it("ends a guest's session by reserving the name, so that the guest cannot become an administrator", async () => {
    const guest = browser();
    await guest.login('Chief');
    const { client } = await another({ config: { admins: ['Chief'] } });
    const here = client();
    here.token = guest.token;
    here.cookie = guest.cookie;
    const body = { password: 'a long password' };
    await assertProblem(here.send('PUT', '/account/password', body), 403, 'name-reserved');
    await assertProblem(here.send('POST', '/login', { username: 'Chief' }), 403, 'name-reserved');
    await assertProblem(here.send('POST', '/refresh'), 401, 'unauthenticated');
    assert.deepEqual(await guest.verify(), { valid: false, reason: 'ended' });
  });

  it('can turn guest login off', async () => {
    const owner = browser();
    await owner.login('Insider');
    await owner.setPassword('a long password');
    const guest = browser();
    await guest.login('Outsider');

    const { client } = await another({ config: { guestLogin: false } });
    await assertProblem(client().send('POST', '/login', { username: 'Anybody' }), 403, 'guest-login-off');
    const here = client();
    here.token = guest.token;
    here.cookie = guest.cookie;
    const body = { password: 'a long password' };
    await assertProblem(here.send('PUT', '/account/password', body), 403, 'guest-login-off');
    await assertProblem(here.send('POST', '/refresh'), 401, 'unauthenticated');
    await client().login('Insider', 'a long password');
  });
});
