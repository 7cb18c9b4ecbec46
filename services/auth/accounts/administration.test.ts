import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import type { components } from '../../../generated/types/auth.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Client } from '../testing/client.ts';
import type { Replica } from '../testing/replica.ts';
import { replicasForTests } from '../testing/replicas.ts';

const { browser, another, sql, log } = replicasForTests();
const password = 'correct horse battery staple';
type Account = components['schemas']['Account'];
type AccountPage = components['schemas']['AccountPage'];

let replica: Replica;
let administrator: Client;
/** Creates an account whose browser is logged in. */
async function register(username: string): Promise<{ owner: Client; sub: string }> {
  const owner = browser(0);
  await owner.login(username);
  const { sub } = await owner.setPassword(password);
  return { owner, sub };
}

async function list(query: string): Promise<AccountPage> {
  const response = await administrator.send('GET', `/accounts${query}`);
  assert.equal(response.status, 200);
  return (await response.json()) as AccountPage;
}

async function setDisabled(sub: string, disabled: boolean): Promise<Account> {
  const response = await administrator.send('PATCH', `/accounts/${sub}`, { disabled });
  assert.equal(response.status, 200);
  return (await response.json()) as Account;
}

const login = (username: string, sent?: string) =>
  browser(1).send('POST', '/login', { username, ...(sent === undefined ? {} : { password: sent }) });

const ended = { valid: false, reason: 'ended' };

describe('the administration of accounts and guests', () => {
  before(async () => {
    await register('Agatha');
    replica = await another({ config: { admins: ['Agatha', 'Deputy'] } });
    administrator = replica.client();
    await administrator.login('Agatha', password);
  });

  describe('GET /accounts', () => {
    it('lists all accounts by name in pages, without guests', async () => {
      await browser().login('A guest');
      for (const name of ['Carol', 'Bob', 'Zoë']) await register(name);
      const names: string[] = [];
      for (let query = '?limit=2'; query !== '';) {
        const { accounts, next } = await list(query);
        assert.ok(accounts.length <= 2);
        names.push(...accounts.map(({ username }) => username));
        query = next === undefined ? '' : `?limit=2&after=${encodeURIComponent(next)}`;
      }
      assert.deepEqual(names, ['Agatha', 'Bob', 'Carol', 'Zoë']);
      const [first] = (await list('?limit=1')).accounts;
      assert.deepEqual(first?.roles, ['account', 'admin']);
      assert.ok(first.lastUsedAt);
      await assertProblem(administrator.send('GET', '/accounts?after=%00'), 400, 'validation');
      await assertProblem(administrator.send('GET', '/accounts?limit=201'), 400, 'validation');
    });
  });

  describe('PATCH /accounts/{sub}', () => {
    it('ends all sessions of a disabled account, and names the reason only with the right password', async () => {
      const { owner, sub } = await register('Dan');
      const account = await setDisabled(sub, true);
      assert.deepEqual(account, { sub, username: 'Dan', roles: ['account'], disabledAt: account.disabledAt });
      assert.ok(account.disabledAt);
      assert.deepEqual(await owner.verify(), ended);
      await assertProblem(owner.send('POST', '/refresh'), 401, 'unauthenticated');
      await assertProblem(login('Dan', password), 403, 'account-disabled');
      await assertProblem(login('Dan', 'wrong password'), 401, 'wrong-password');
      await assertProblem(login('Dan'), 401, 'password-required');
      assert.equal((await setDisabled(sub, true)).disabledAt, account.disabledAt);

      assert.deepEqual(await setDisabled(sub, false), { sub, username: 'Dan', roles: ['account'] });
      assert.equal((await browser().login('Dan', password)).sub, sub);
    });

    it('keeps a disabled account out of replicas of the previous release', async () => {
      const { sub } = await register('Erin');
      const hashes = 'SELECT password_hash, disabled_hash FROM auth.people WHERE sub = $1';
      type Hashes = { password_hash: string; disabled_hash: string | null };
      const [enabled] = await sql<Hashes>(hashes, [sub]);
      await setDisabled(sub, true);
      const [disabled] = await sql<Hashes>(hashes, [sub]);
      assert.ok(enabled && disabled);
      assert.match(disabled.password_hash, /^\$argon2id\$/);
      assert.notEqual(disabled.password_hash, enabled.password_hash);
      assert.equal(disabled.disabled_hash, enabled.password_hash);
    });
  });

  describe('DELETE /accounts/{sub}', () => {
    it('deletes the account, reports what is kept, and reserves its name', async () => {
      const { owner, sub } = await register('Frank');
      const response = await administrator.send('DELETE', `/accounts/${sub}`);
      assert.equal(response.status, 200);
      assert.deepEqual(await response.json(), { sub, username: 'Frank', kept: ['messages', 'username'] });
      assert.deepEqual(await owner.verify(), ended);
      await assertProblem(login('Frank', password), 401, 'wrong-password');
      await assertProblem(login('frank'), 403, 'name-reserved');
      await assertProblem(administrator.send('DELETE', `/accounts/${sub}`), 404, 'not-found');
      await assertProblem(administrator.send('PATCH', `/accounts/${sub}`, { disabled: false }), 404, 'not-found');
      assert.ok((await list('')).accounts.every((account) => account.sub !== sub));
    });
  });

  describe('DELETE /guests/{sub}', () => {
    it("ends a guest's session and frees the name", async () => {
      const guest = browser();
      const { sub } = await guest.login('Gast');
      assert.equal((await administrator.send('DELETE', `/guests/${sub}`)).status, 204);
      assert.deepEqual(await guest.verify(), ended);
      await assertProblem(administrator.send('DELETE', `/guests/${sub}`), 404, 'not-found');
      await browser(1).login('Gast');
    });

    it('does not affect accounts', async () => {
      const { owner, sub } = await register('Heidi');
      await assertProblem(administrator.send('DELETE', `/guests/${sub}`), 404, 'not-found');
      assert.equal((await owner.verify()).valid, true);
    });
  });

  describe('administrative operations', () => {
    const requests: [method: string, path: (sub: string) => string, body?: Record<string, unknown>][] = [
      ['GET', () => '/accounts'],
      ['PATCH', (sub) => `/accounts/${sub}`, { disabled: true }],
      ['DELETE', (sub) => `/accounts/${sub}`],
      ['DELETE', (sub) => `/guests/${sub}`],
    ];

    it('require an administrator', async () => {
      const { owner, sub } = await register('Ivan');
      const guest = browser();
      await guest.login('Somebody');
      for (const [method, path, body] of requests) {
        await assertProblem(owner.send(method, path(sub), body), 403, 'forbidden');
        await assertProblem(guest.send(method, path(sub), body), 403, 'forbidden');
        await assertProblem(browser().send(method, path(sub), body), 401, 'unauthenticated');
      }
      assert.equal((await owner.verify()).valid, true);
    });

    it('cannot target administrators', async () => {
      const { sub } = await register('Deputy');
      for (const target of [sub, await ownSub()]) {
        await assertProblem(administrator.send('PATCH', `/accounts/${target}`, { disabled: true }), 403, 'forbidden');
        await assertProblem(administrator.send('DELETE', `/accounts/${target}`), 403, 'forbidden');
      }
      await browser().login('Deputy', password);
    });

    it('answer 404 for an unknown id', async () => {
      for (const [method, path, body] of requests.slice(1)) {
        await assertProblem(administrator.send(method, path(randomUUID()), body), 404, 'not-found');
        await assertProblem(administrator.send(method, path('me'), body), 400, 'validation');
      }
    });

    it('write one audit log line per change', async () => {
      const { sub } = await register('Judy');
      const guest = await browser().login('Passer-by');
      const target = { sub, username: 'Judy' };
      log.takeAudit();
      await setDisabled(sub, true);
      await setDisabled(sub, true);
      await setDisabled(sub, false);
      await administrator.send('DELETE', `/accounts/${sub}`);
      await administrator.send('DELETE', `/guests/${guest.sub}`);
      const by = { sub: await ownSub(), username: 'Agatha', address: '127.0.0.1' };
      const expected = [
        { event: 'account-disabled', target },
        { event: 'account-enabled', target },
        { event: 'account-deleted', target },
        { event: 'guest-ended', target: { sub: guest.sub, username: 'Passer-by' } },
      ];
      const lines = log.takeAudit();
      assert.deepEqual(
        lines,
        lines.map((line, index) => ({ ...line, ...by, ...expected[index] })),
      );
      assert.equal(lines.length, expected.length);
    });

    async function ownSub(): Promise<string> {
      const [own] = await sql<{ sub: string }>(`SELECT sub FROM auth.people WHERE username = 'Agatha'`);
      assert.ok(own);
      return own.sub;
    }
  });
});
