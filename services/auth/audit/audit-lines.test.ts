import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Client } from '../testing/client.ts';
import { replicasForTests } from '../testing/replicas.ts';

const { browser, clock, log } = replicasForTests();
const password = 'correct horse battery staple';
const renewed = 'paper lantern over water';

/** The audit events logged during the work, without the fields for user and origin. */
async function during(work: () => Promise<unknown>): Promise<Record<string, unknown>[]> {
  log.takeAudit();
  await work();
  return log.takeAudit().map((line) => {
    assert.equal(line['address'], '127.0.0.1');
    assert.match(String(line['requestId']), /^[\w-]{8,}$/);
    const { event, username, sub, sid, method, reason } = line;
    return JSON.parse(JSON.stringify({ event, username, sub, sid, method, reason })) as Record<string, unknown>;
  });
}

const login = (client: Client, username: string, sent?: string) =>
  client.send('POST', '/login', { username, ...(sent === undefined ? {} : { password: sent }) });

describe("auth-service's audit log", () => {
  it('has one line per login and per failed login', async () => {
    const ada = browser();
    const guest = await ada.login('Ada');
    const { sub } = guest;
    assert.deepEqual(await during(() => ada.login('Ada')), [
      { event: 'login', username: 'Ada', sub, sid: guest.sid, method: 'continued' },
    ]);
    await ada.setPassword(password);
    assert.deepEqual(await during(() => login(browser(1), 'Ada', 'wrong password')), [
      { event: 'login-failed', username: 'Ada', reason: 'wrong-password' },
    ]);
    assert.deepEqual(await during(() => login(browser(1), 'Ada')), [
      { event: 'login-failed', username: 'Ada', reason: 'password-required' },
    ]);
    const phone = browser(1);
    let sid = '';
    const lines = await during(async () => ({ sid } = await phone.login('Ada', password)));
    assert.deepEqual(lines, [{ event: 'login', username: 'Ada', sub, sid, method: 'password' }]);
  });

  it('has one line per password set or changed', async () => {
    const grace = browser();
    const { sub } = await grace.login('Grace');
    let sid = '';
    const set = await during(async () => ({ sid } = await grace.setPassword(password)));
    assert.deepEqual(set, [{ event: 'password-set', username: 'Grace', sub, sid }]);
    const changed = await during(async () => ({ sid } = await grace.setPassword(renewed, password)));
    assert.deepEqual(changed, [{ event: 'password-changed', username: 'Grace', sub, sid }]);
  });

  it('has one line per ended session, with the reason', async () => {
    const hedy = browser();
    await hedy.login('Hedy');
    const { sub, sid } = await hedy.setPassword(password);
    const phone = browser(1);
    const other = await phone.login('Hedy', password);
    const ended = (id: string, reason: string) => ({ event: 'session-ended', username: 'Hedy', sub, sid: id, reason });
    assert.deepEqual(await during(() => hedy.send('DELETE', `/sessions/${other.sid}`)), [ended(other.sid, 'owner')]);
    assert.deepEqual(await during(() => hedy.logout()), [ended(sid, 'logout')]);
    assert.deepEqual(await during(() => hedy.logout()), []);

    const again = await hedy.login('Hedy', password);
    const [first, second, ...rest] = await during(() => hedy.login('Lamarr'));
    assert.deepEqual(first, ended(again.sid, 'login'));
    assert.equal(second?.['method'], 'guest');
    assert.deepEqual(rest, []);
  });

  it('has one line per reused refresh token', async () => {
    const mary = browser();
    const { sub, sid } = await mary.login('Mary');
    const copied = mary.cookie;
    assert.deepEqual(await during(() => mary.refresh()), []);
    await mary.refresh();
    clock.pass(60_000);
    const thief = browser(1);
    thief.cookie = copied;
    const lines = await during(() => assertProblem(thief.send('POST', '/refresh'), 401, 'unauthenticated'));
    assert.deepEqual(lines, [{ event: 'refresh-token-reused', username: 'Mary', sub, sid }]);
  });

  it('contains no tokens and no passwords', async () => {
    const rosa = browser();
    const guest = await rosa.login('Rosa');
    const { token } = await rosa.setPassword(password);
    await login(browser(), 'Rosa', renewed);
    assert.ok(rosa.cookie);
    for (const secret of [guest.token, token, rosa.cookie, password, renewed]) {
      assert.ok(!log.text().includes(secret));
    }
  });
});
