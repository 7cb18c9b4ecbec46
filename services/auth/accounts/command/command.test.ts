import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError } from '../../../shared/environment.ts';
import { accountCommand, readCommand } from './command.ts';
import { recordedLog } from '../../../../testkit/log-lines.ts';
import { assertProblem } from '../../../../testkit/assert-problem.ts';
import { replicasForTests } from '../../testing/replicas.ts';

const { clock, browser, another, url } = replicasForTests();
const log = recordedLog();

/** Runs a command as a container does, with the runtime role only; returns its output and the password in it. */
async function run(...args: string[]): Promise<{ answer: string; password: string }> {
  const options = { now: clock.now(), admins: ['Root'], logger: log.logger };
  const answer = await accountCommand(args, { databaseUrl: url(), migrationUrl: url() }, options);
  return { answer, password: answer.trim().split('\n').at(-1)?.trim() ?? '' };
}

const refused = (message: RegExp) => (error: unknown) => error instanceof ConfigError && message.test(error.message);

describe('account add', () => {
  it('creates an account and shows its password', async () => {
    const { answer, password } = await run('add', 'Ada Lovelace');
    assert.match(answer, /^Ada Lovelace has an account now\. /);
    const session = await browser().login('ada lovelace', password);
    assert.equal(session.username, 'Ada Lovelace');
    assert.deepEqual(session.roles, ['account']);
  });

  it('creates the first administrators if guest login is off', async () => {
    const { password } = await run('add', 'Admin');
    const { client } = await another({ config: { admins: ['Admin'], guestLogin: false } });
    assert.deepEqual((await client().login('Admin', password)).roles, ['account', 'admin']);
  });

  it('does not change an existing account', async () => {
    const { password } = await run('add', 'Grace');
    await assert.rejects(run('add', 'GRACE'), refused(/^Grace has an account\. "reset"/));
    await browser().login('Grace', password);
  });

  it('refuses a name held by a guest, and takes over a dormant one', async () => {
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
  it('sets a new password and ends every session', async () => {
    const { password } = await run('add', 'Hedy');
    const owner = browser();
    await owner.login('Hedy', password);
    const { answer, password: renewed } = await run('reset', 'hedy');
    assert.match(answer, /^Hedy has a new password, and is logged out everywhere\. /);
    assert.deepEqual(await owner.verify(), { valid: false, reason: 'ended' });
    await assertProblem(browser().send('POST', '/login', { username: 'Hedy', password }), 401, 'wrong-password');
    await browser().login('Hedy', renewed);
  });

  it('refuses guests and unknown names', async () => {
    await browser().login('Passer-by');
    await assert.rejects(run('reset', 'Passer-by'), refused(/^There is no account called Passer-by\. "add"/));
    await assert.rejects(run('reset', 'Nobody'), refused(/^There is no account called Nobody\./));
  });
});

describe('account disable, enable, delete and list', () => {
  const login = (username: string, password: string) => browser(1).send('POST', '/login', { username, password });

  it('ends the sessions of a disabled account and refuses its password until it is enabled', async () => {
    const { password } = await run('add', 'Mary');
    const owner = browser();
    await owner.login('Mary', password);
    assert.match((await run('disable', 'mary')).answer, /^Mary can no longer log in, and is logged out everywhere\./);
    assert.deepEqual(await owner.verify(), { valid: false, reason: 'ended' });
    await assertProblem(login('Mary', password), 403, 'account-disabled');
    assert.match((await run('list')).answer, /^Mary {30}disabled since 20.*Z, not logged in$/m);
    await assert.rejects(run('disable', 'Mary'), refused(/^Mary is disabled already\.$/));
    assert.match((await run('enable', 'Mary')).answer, /^Mary can log in again, with the same password\.$/m);
    await browser().login('Mary', password);
    await assert.rejects(run('enable', 'Mary'), refused(/^Mary is not disabled\.$/));
    assert.match((await run('list')).answer, /^Mary {30}last used 20.*Z$/m);
  });

  it('keeps a disabled account disabled when its password is reset', async () => {
    await run('add', 'Rosalind');
    await run('disable', 'Rosalind');
    const { answer, password } = await run('reset', 'Rosalind');
    assert.match(answer, /It is still disabled\./);
    await assertProblem(login('Rosalind', password), 403, 'account-disabled');
    await run('enable', 'Rosalind');
    await browser().login('Rosalind', password);
  });

  it('deletes an account, whose name only the operator can reassign', async () => {
    const { password } = await run('add', 'Edsger');
    await assert.rejects(run('delete', 'Edsger'), refused(/^Nothing was deleted\.$/));
    assert.match((await run('delete', 'Edsger', '--yes')).answer, /Its messages stay, with the name as written/);
    await assertProblem(login('Edsger', password), 401, 'wrong-password');
    await assertProblem(browser().send('POST', '/login', { username: 'edsger' }), 403, 'name-reserved');
    await assert.rejects(run('reset', 'Edsger'), refused(/^There is no account called Edsger\./));
    assert.doesNotMatch((await run('list')).answer, /Edsger/);
    const { password: another } = await run('add', 'Edsger');
    await browser().login('Edsger', another);
  });

  it('refuses to disable or delete administrators', async () => {
    await run('add', 'Root');
    for (const verb of ['disable', 'delete']) {
      await assert.rejects(
        run(verb, 'root', '--yes'),
        refused(/^root is an administrator\. Remove the name from ADMINS/),
      );
    }
    assert.match((await run('list')).answer, /^Root {30}administrator, not logged in$/m);
  });

  it('writes one audit log line per change, without the password', async () => {
    log.takeAudit();
    const { password } = await run('add', 'Barbara');
    for (const verb of ['reset', 'disable', 'enable', 'delete']) await run(verb, 'Barbara', '--yes');
    await run('list');
    const lines = log.takeAudit();
    assert.deepEqual(
      lines.map(({ event, address }) => [event, address]),
      ['account-added', 'password-reset', 'account-disabled', 'account-enabled', 'account-deleted'].map((event) => [
        event,
        'command line',
      ]),
    );
    for (const { target } of lines) assert.equal((target as { username: string }).username, 'Barbara');
    assert.ok(!log.text().includes(password));
  });
});

describe('account grant and revoke', () => {
  it('make an account an administrator, but never leave none', async () => {
    await run('add', 'Dorothy');
    const { password } = await run('add', 'Katherine');
    await assert.rejects(run('revoke', 'Dorothy'), refused(/^Dorothy is no administrator\.$/));
    assert.match((await run('grant', 'dorothy')).answer, /^Dorothy is an administrator now\./);
    await assert.rejects(run('grant', 'Dorothy'), refused(/^Dorothy is an administrator already\.$/));
    assert.match((await run('list')).answer, /^Dorothy {27}administrator, not logged in$/m);
    for (const verb of ['disable', 'delete']) {
      await assert.rejects(
        run(verb, 'Dorothy', '--yes'),
        refused(/^Dorothy is an administrator\. "revoke" that first/),
      );
    }
    await run('grant', 'Katherine');
    assert.deepEqual((await browser().login('Katherine', password)).roles, ['account', 'admin']);
    await run('revoke', 'Dorothy');
    const admins = { now: clock.now(), admins: [], logger: log.logger };
    const revoke = accountCommand(['revoke', 'Katherine'], { databaseUrl: url(), migrationUrl: url() }, admins);
    await assert.rejects(revoke, refused(/^Katherine is the last administrator\. "grant" makes another one first\.$/));
  });

  it('refuse names in ADMINS, disabled accounts and unknown names', async () => {
    await assert.rejects(run('revoke', 'Root'), refused(/^Root is named in ADMINS\./));
    await run('add', 'Sleeper');
    await run('disable', 'Sleeper');
    await assert.rejects(run('grant', 'Sleeper'), refused(/^Sleeper is disabled\. "enable" the account first\.$/));
    await assert.rejects(run('grant', 'Nobody'), refused(/^There is no account called Nobody\./));
  });
});

describe('a command line', () => {
  it('with an unknown command gets the usage', () => {
    for (const args of [[], ['add'], ['remove', 'Ada'], ['add', 'Ada', 'Lovelace'], ['list', 'Ada']]) {
      assert.throws(() => readCommand(args), refused(/^Use "add NAME" .* "reset NAME"/));
    }
  });

  it('with an invalid name gets the rule that it breaks', () => {
    for (const name of ['', '<b>', 'A\u0000', 'a'.repeat(33)]) {
      assert.throws(() => readCommand(['add', name]), refused(/is not a name: it must /));
    }
  });
});
