import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError } from '../shared/environment.ts';
import { accountCommand, readCommand } from './account-command.ts';
import { assertProblem } from './testing/client.ts';
import { replicasForTests } from './testing/replicas.ts';

const { clock, browser, another, url } = replicasForTests();

/** Runs a command as a container does, with the run-time role alone; the answer's password. */
async function run(...args: string[]): Promise<{ answer: string; password: string }> {
  const answer = await accountCommand(args, { databaseUrl: url(), migrationUrl: url() }, clock.now());
  return { answer, password: answer.trim().split('\n').at(-1)?.trim() ?? '' };
}

const refused = (message: RegExp) => (error: unknown) => error instanceof ConfigError && message.test(error.message);

describe('account add', () => {
  it('makes an account, and shows its password', async () => {
    const { answer, password } = await run('add', 'Ada Lovelace');
    assert.match(answer, /^Ada Lovelace has an account now\. /);
    const session = await browser().login('ada lovelace', password);
    assert.equal(session.username, 'Ada Lovelace');
    assert.deepEqual(session.roles, ['account']);
  });

  it('makes administrators begin, where guests may not log in', async () => {
    const { password } = await run('add', 'Admin');
    const { client } = await another({ config: { admins: ['Admin'], guestLogin: false } });
    assert.deepEqual((await client().login('Admin', password)).roles, ['account', 'admin']);
  });

  it('does not touch an account that exists', async () => {
    const { password } = await run('add', 'Grace');
    await assert.rejects(run('add', 'GRACE'), refused(/^Grace has an account\. "reset"/));
    await browser().login('Grace', password);
  });

  it('waits for a guest who holds the name, and takes a dormant one', async () => {
    const guest = browser();
    await guest.login('Guest');
    await assert.rejects(run('add', 'guest'), refused(/^Guest is in use by a guest until \d{4}-.*\. Try again then/));
    clock.pass(900_000);
    const { password } = await run('add', 'guest');
    await assertProblem(guest.send('POST', '/refresh'), 401, 'unauthenticated');
    await browser().login('Guest', password);
  });
});

describe('account reset', () => {
  it('gives a new password, and ends every session', async () => {
    const { password } = await run('add', 'Hedy');
    const owner = browser();
    await owner.login('Hedy', password);
    const { answer, password: renewed } = await run('reset', 'hedy');
    assert.match(answer, /^Hedy has a new password, and is logged out everywhere\. /);
    assert.deepEqual(await owner.verify(), { valid: false, reason: 'ended' });
    await assertProblem(browser().send('POST', '/login', { username: 'Hedy', password }), 401, 'wrong-password');
    await browser().login('Hedy', renewed);
  });

  it('knows no guests, nor who is not', async () => {
    await browser().login('Passer-by');
    await assert.rejects(run('reset', 'Passer-by'), refused(/^There is no account called Passer-by\. "add"/));
    await assert.rejects(run('reset', 'Nobody'), refused(/^There is no account called Nobody\./));
  });
});

describe('a command line', () => {
  it('that asks for nothing known is told what there is', () => {
    for (const args of [[], ['add'], ['remove', 'Ada'], ['add', 'Ada', 'Lovelace']]) {
      assert.throws(() => readCommand(args), refused(/^Say "add NAME" .* "reset NAME"/));
    }
  });

  it('with a name that is none is told what a name is', () => {
    for (const name of ['', '<b>', 'A\u0000', 'a'.repeat(33)]) {
      assert.throws(() => readCommand(['add', name]), refused(/is not a name: it must /));
    }
  });
});
