import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/auth.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { accountCommand } from '../accounts/command/command.ts';
import { administrationForTests, password } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { AuditStore, MAX_ENTRIES } from './store.ts';

type AuditPage = components['schemas']['AuditPage'];

const replicas = replicasForTests();
const { browser, clock, sql } = replicas;

describe('GET /audit', () => {
  const administration = administrationForTests(replicas);

  async function list(query = ''): Promise<AuditPage> {
    const response = await administration.send('GET', `/audit${query}`);
    assert.equal(response.status, 200);
    return (await response.json()) as AuditPage;
  }

  it('lists what happened at any replica and on the command line, newest first', async () => {
    const { sub } = await administration.register('Bob');
    await administration.login('Bob', 'a guess');
    await administration.setDisabled(sub, true);
    const databases = { databaseUrl: replicas.url(), migrationUrl: replicas.url() };
    await accountCommand(['enable', 'Bob'], databases, { now: clock.now(), admins: [] });
    const target = { sub, username: 'Bob' };
    const wanted = ['account-enabled', 'account-disabled', 'login-failed', 'password-set'];
    await waitUntil('the log has everything', async () => {
      const { entries } = await list('?limit=200');
      return wanted.every((event) => entries.some((entry) => entry.event === event));
    });
    const { entries } = await list('?limit=200');
    const place = { id: 0, at: '', requestId: '' };
    const find = (event: string) => {
      const found = entries.find((entry) => entry.event === event);
      assert.ok(found);
      assert.equal(found.at, clock.now().toISOString());
      assert.match(found.requestId ?? '', /^[\w-]{8,}$/);
      return { ...found, ...place };
    };
    const [agatha] = (await administration.list('?limit=1')).accounts;
    const by = { sub: agatha?.sub, username: 'Agatha', address: '127.0.0.1', ...place };
    assert.deepEqual(find('account-disabled'), { event: 'account-disabled', ...by, target });
    assert.deepEqual(find('account-enabled'), {
      event: 'account-enabled',
      address: 'command line',
      ...place,
      target,
    });
    const failed = { username: 'Bob', address: '127.0.0.1', ...place, reason: 'wrong-password' };
    assert.deepEqual(find('login-failed'), { event: 'login-failed', ...failed });
    const ids = entries.map(({ id }) => id);
    assert.deepEqual(
      ids,
      [...ids].sort((one, other) => other - one),
    );
  });

  it('has pages', async () => {
    const { entries: all } = await list('?limit=3');
    assert.equal(all.length, 3);
    const first = await list('?limit=2');
    assert.deepEqual(first.entries, all.slice(0, 2));
    const second = await list(`?limit=1&after=${first.next ?? ''}`);
    assert.deepEqual(second.entries, all.slice(2));
    await assertProblem(administration.send('GET', '/audit?after=x'), 400, 'validation');
  });

  it('is for administrators only', async () => {
    const guest = browser();
    await guest.login('Somebody');
    await assertProblem(guest.send('GET', '/audit'), 403, 'forbidden');
    await assertProblem(browser().send('GET', '/audit'), 401, 'unauthenticated');
  });

  it('has no tokens and no passwords', async () => {
    const rows = await sql<{ entry: string }>('SELECT entry::text FROM auth.audit_log');
    assert.ok(rows.length > 0);
    assert.ok(rows.every(({ entry }) => !entry.includes(password) && !entry.includes('eyJ')));
  });

  it('is kept for 30 days, and bounded', async () => {
    const pool = createPool(replicas.url(), 'test', createLogger('test', 'silent'));
    try {
      const store = new AuditStore(pool);
      await sql(`
        INSERT INTO auth.audit_log (at, entry)
        SELECT now(), '{"event":"login"}' FROM generate_series(1, ${MAX_ENTRIES + 10})`);
      await store.deleteExpired(clock.now());
      const count = async () => (await sql<{ count: number }>('SELECT count(*) FROM auth.audit_log'))[0]?.count;
      assert.equal(await count(), MAX_ENTRIES);
      clock.pass(31 * 86_400_000);
      await store.deleteExpired(clock.now());
      assert.equal(await count(), 0);
    } finally {
      await pool.end();
    }
  });
});
