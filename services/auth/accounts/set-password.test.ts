import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Client } from '../testing/client.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';
import { passwordSemaphore } from './passwords.ts';

const MINUTE = 60_000;
const FIRST = 'correct horse battery staple';
const SECOND = 'paper lantern over water';
const { clock, browser, another, sql } = replicasForTests();

const put = (client: Client, body: Record<string, string>) => client.send('PUT', '/account/password', body);

/** A replica whose password checks wait until they are released. */
async function heldReplica(maxWaiting = 10) {
  const semaphore = passwordSemaphore({ atOnce: 1, maxWaiting });
  const { client } = await another({ semaphore });
  let release = () => {};
  await new Promise<void>((held) => {
    void semaphore.run(() => {
      held();
      return new Promise<void>((resolve) => (release = resolve));
    });
  });
  return { client, semaphore, release: () => release() };
}

describe('setting a password', () => {
  it('turns a guest into an account with the same identity and a new session', async () => {
    const ada = browser();
    const guest = await ada.login('Ada');
    const copy = browser();
    copy.cookie = ada.cookie;
    const account = await ada.setPassword(FIRST);
    assert.equal(account.sub, guest.sub);
    assert.notEqual(account.sid, guest.sid);
    assert.deepEqual(account.roles, ['account']);
    assert.deepEqual(await ada.verify(guest.token), { valid: false, reason: 'ended' });
    await assertProblem(copy.send('POST', '/refresh'), 401, 'unauthenticated');
    const verification = await ada.verify(account.token);
    assert.deepEqual(verification.valid && verification.roles, ['account']);
    assert.equal((await ada.refresh()).sid, account.sid);
  });

  it('hashes it with argon2id with 19 MiB, two passes, one lane', async () => {
    const one = browser();
    const { sub } = await one.login('Hashed');
    await one.setPassword(FIRST);
    const [row] = await sql<{ password_hash: string }>('SELECT password_hash FROM auth.people WHERE sub = $1', [sub]);
    assert.match(row?.password_hash ?? '', /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('requires the current one to change it', async () => {
    const one = browser();
    await one.login('Changing');
    await one.setPassword(FIRST);
    await assertProblem(put(one, { password: SECOND }), 403, 'wrong-password');
    await assertProblem(put(one, { password: SECOND, currentPassword: 'wrong' }), 403, 'wrong-password');
    await one.setPassword(SECOND, FIRST);
    await assertProblem(
      browser().send('POST', '/login', { username: 'Changing', password: FIRST }),
      401,
      'wrong-password',
    );
    await browser().login('Changing', SECOND);
  });

  it('ends all other sessions, and the current one with any copies of its tokens', async () => {
    const one = browser(0);
    await one.login('Many');
    await one.setPassword(FIRST);
    const other = browser(1);
    await other.login('Many', FIRST);
    const copy = browser(1);
    copy.cookie = one.cookie;
    const { token } = await one.refresh();

    const { sid } = await one.setPassword(SECOND, FIRST);
    assert.deepEqual(await one.verify(token), { valid: false, reason: 'ended' });
    assert.deepEqual(await other.verify(), { valid: false, reason: 'ended' });
    await assertProblem(other.send('POST', '/refresh'), 401, 'unauthenticated');
    assert.equal((await one.refresh()).sid, sid);
    await assertProblem(copy.send('POST', '/refresh'), 401, 'unauthenticated');
  });

  it('requires a token', async () => {
    const one = browser();
    await one.login('Tokenless');
    one.token = undefined;
    await assertProblem(put(one, { password: FIRST }), 401, 'unauthenticated');
  });

  it('is refused if another guest took the dormant name meanwhile', async () => {
    const { client, semaphore, release } = await heldReplica();
    const one = client();
    await one.login('Meanwhile');
    const setting = put(one, { password: FIRST });
    await waitUntil('a request waits for its turn', () => semaphore.waiting === 1);
    clock.pass(15 * MINUTE);
    const newcomer = browser();
    await newcomer.login('Meanwhile');
    release();
    await assertProblem(setting, 409, 'name-taken');
    const verification = await newcomer.verify();
    assert.deepEqual(verification.valid && verification.roles, ['guest']);
  });

  it('is refused if the session ended meanwhile', async () => {
    const { client, semaphore, release } = await heldReplica();
    const one = client();
    await one.login('Leaving');
    const setting = put(one, { password: FIRST });
    await waitUntil('a request waits for its turn', () => semaphore.waiting === 1);
    await one.logout();
    release();
    await assertProblem(setting, 401, 'unauthenticated');
  });

  it('twice concurrently succeeds once', async () => {
    const one = browser(0);
    await one.login('Doubled');
    const two = browser(1);
    two.token = one.token;
    const answers = await Promise.all([put(one, { password: FIRST }), put(two, { password: SECOND })]);
    const [won, lost] = answers.map(({ status }) => status).sort();
    assert.equal(won, 200);
    assert.ok(lost === 401 || lost === 403, 'the session has ended, or the password is another one');
    await browser().login('Doubled', answers[0].status === 200 ? FIRST : SECOND);
  });

  it('refuses a concurrent login with the old one', async () => {
    const one = browser();
    const { sub } = await one.login('Overlap');
    await one.setPassword(FIRST);
    // Lock the name, so that the login waits after it has checked the password.
    await sql("SELECT pg_advisory_lock(hashtextextended('overlap', 0))");
    const late = browser().send('POST', '/login', { username: 'Overlap', password: FIRST });
    // Only in this database, since other tests use the same server.
    const waiting = `
      SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database
      WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted`;
    await waitUntil('a statement waits for a lock', async () => (await sql(waiting)).length > 0);
    await sql("UPDATE auth.people SET password_hash = 'changed' WHERE sub = $1", [sub]);
    await sql("SELECT pg_advisory_unlock(hashtextextended('overlap', 0))");
    await assertProblem(late, 401, 'wrong-password');
  });
});

describe('too many concurrent passwords', () => {
  it('are refused with 503 and Retry-After, and the others are answered', async () => {
    const { client, semaphore, release } = await heldReplica(1);
    const attempt = () => client().send('POST', '/login', { username: 'Crowd', password: 'guess' });
    const waiting = attempt();
    await waitUntil('a request waits for its turn', () => semaphore.waiting === 1);
    await assertProblem(attempt(), 503, 'unavailable');
    const metrics = await (await client().send('GET', '/metrics')).text();
    assert.match(metrics, /^passwords_waiting 1$/m);
    release();
    await assertProblem(waiting, 401, 'wrong-password');
  });
});
