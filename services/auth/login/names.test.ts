import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { ConfigError } from '../../shared/environment.ts';
import { accountCommand } from '../accounts/command/command.ts';
import { AccountStore } from '../accounts/store.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Client } from '../testing/client.ts';
import { PASSWORD, replicasForTests } from '../testing/replicas.ts';

const HOLD = 15 * 60_000;
const { clock, browser, account, another, sql, url } = replicasForTests();

const tryLogin = (client: Client, username: string) => client.send('POST', '/login', { username });
const trySetPassword = (client: Client) => client.send('PUT', '/account/password', { password: PASSWORD });

describe("a name confusable with an account's", () => {
  before(() => account('Alice'));

  for (const name of ['Ali\u0307ce', 'AIice', 'A\u01c0ice', 'Al\u0269ce', 'A1ice']) {
    it(`cannot be taken by a guest: ${name}`, async () => {
      const { detail, until } = await assertProblem(tryLogin(browser(), name), 409, 'name-taken');
      assert.equal(detail, `${name} looks like Alice, which is in use. Choose another name.`);
      assert.equal(until, undefined);
    });
  }

  it('cannot be taken by the account command', async () => {
    await assert.rejects(
      accountCommand(['add', 'AIice'], { databaseUrl: url(), migrationUrl: url() }, { now: clock.now() }),
      (error) => error instanceof ConfigError && /^AIice looks like Alice, which is in use\./.test(error.message),
    );
  });

  it('cannot become an account if a replica of the previous release admitted the guest', async () => {
    const guest = browser();
    const { sub } = await guest.login('Somebody');
    await sql("UPDATE auth.people SET username = 'AIice', name_key = 'aiice', skeletons = NULL WHERE sub = $1", [sub]);
    await assertProblem(trySetPassword(guest), 409, 'name-taken');
    // The guest stays logged in.
    assert.equal((await guest.refresh()).username, 'AIice');
    await guest.login('AIice');
  });

  it('can still log in if it is already an account', async () => {
    const twin = await account('Twin');
    const { sub } = await twin.refresh();
    await sql("UPDATE auth.people SET username = 'A1ice', name_key = 'a1ice' WHERE sub = $1", [sub]);
    await browser().login('A1ice', PASSWORD);
    await browser().login('Alice', PASSWORD);
    await twin.setPassword('paper lantern over water', PASSWORD);
  });
});

describe("a name confusable with a guest's", () => {
  it('is free once the guest no longer holds the name', async () => {
    const first = browser();
    await first.login('B0b');
    await assertProblem(tryLogin(browser(), 'Bob'), 409, 'name-taken');
    clock.pass(HOLD + 1);
    await browser().login('Bob');
    // A guest who returns with the session stays a guest.
    await first.refresh();
    await assertProblem(trySetPassword(first), 409, 'name-taken');
  });

  it('is free for the browser that had the other one', async () => {
    const one = browser();
    await one.login('Cor1nne');
    await one.login('Corinne');
    await assertProblem(tryLogin(browser(), 'Cor1nne'), 409, 'name-taken');
  });

  it('is taken by exactly one of several concurrent logins', async () => {
    const names = ['Dorothy', 'D0rothy', 'Doroty', 'Dοrοthy'.replaceAll('ο', '0'), 'DOROTHY'];
    const answers = await Promise.all(names.map((name) => tryLogin(browser(), name)));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 200, 409, 409, 409]);
  });
});

describe('a reserved name', () => {
  for (const name of [
    'admin',
    'System',
    'everyone',
    'here',
    'room',
    'Modérateur',
    'adm1n',
    'ad-min',
    'Admin.',
    'every one',
    'r\u043e\u043et'.slice(0, 1) + '00t',
  ]) {
    it(`cannot be taken by a guest: ${name}`, async () => {
      const { detail } = await assertProblem(tryLogin(browser(), name), 403, 'name-reserved');
      assert.match(detail ?? '', /^It could be mistaken for the chat itself\./);
    });
  }

  it('is kept by its existing holder', async () => {
    const owner = await account('Supporter');
    const { sub } = await owner.refresh();
    await sql("UPDATE auth.people SET username = 'Support', name_key = 'support' WHERE sub = $1", [sub]);
    await browser().login('support', PASSWORD);
    await owner.setPassword('paper lantern over water', PASSWORD);
  });

  it("can be assigned by the operator, and is an administrator's if listed in ADMINS", async () => {
    const answer = await accountCommand(
      ['add', 'Root'],
      { databaseUrl: url(), migrationUrl: url() },
      { now: clock.now() },
    );
    const password = answer.trim().split('\n').at(-1)?.trim() ?? '';
    const { client } = await another({ config: { admins: ['root'] } });
    assert.deepEqual((await client().login('Root', password)).roles, ['account', 'admin']);
  });
});

describe('a name confusable with one of ADMINS', () => {
  it('is reserved, whether the account exists or not', async () => {
    const { client } = await another({ config: { admins: ['Isabel'] } });
    const { detail } = await assertProblem(tryLogin(client(), 'lsabel'), 403, 'name-reserved');
    assert.match(detail ?? '', /^It looks like the name of an administrator\./);
    await assertProblem(tryLogin(client(), 'Isabel'), 403, 'name-reserved');
  });
});

describe('combining marks', () => {
  const refused = {
    'more than four': 'e\u0301\u0316\u0302\u0317\u0303',
    'one twice': 'e\u0323\u0323',
    'one twice, with another between': 'x\u0301\u0316\u0301',
  };
  for (const [what, name] of Object.entries(refused)) {
    it(`${what} on a letter cannot be taken as a name`, async () => {
      const { errors } = await assertProblem(tryLogin(browser(), name), 400, 'validation');
      assert.deepEqual(
        errors?.map(({ field }) => field),
        ['/body/username'],
      );
    });
  }

  it('that languages need are accepted', async () => {
    for (const name of ['Nguyê\u0303n', 'ที่รัก', 'བརྒྱུད', 'Ệ']) await browser().login(name);
  });

  it('stay valid on an existing account', async () => {
    const owner = await account('Marked');
    const { sub } = await owner.refresh();
    const name = 'e\u0323\u0323';
    await sql('UPDATE auth.people SET username = $2, name_key = $2 WHERE sub = $1', [sub, name.normalize('NFKC')]);
    await browser().login(name, PASSWORD);
  });
});

describe('skeletons', () => {
  let pool: ReturnType<typeof createPool>;
  before(() => (pool = createPool(url(), 'test', createLogger('test', 'error'))));
  after(() => pool.end());

  it('are filled in for people added by the previous release, which protects their names', async () => {
    const { sub } = await (await account('Ophelia')).refresh();
    await sql('UPDATE auth.people SET skeletons = NULL WHERE sub = $1', [sub]);
    await sql(`
      INSERT INTO auth.people SELECT gen_random_uuid(), 'Old ' || n, 'old ' || n, NULL, 'epoch'
      FROM generate_series(1, 1200) AS n`);
    await new AccountStore(pool).fillSkeletons();
    assert.deepEqual(await sql('SELECT 1 FROM auth.people WHERE skeletons IS NULL'), []);
    await assertProblem(tryLogin(browser(), '0phelia'), 409, 'name-taken');
  });
});
