import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { SessionStore } from './store.ts';

const DAY = 86_400_000;
const { clock, browser, sql, url } = replicasForTests();

describe('deleting expired rows', () => {
  let pool: ReturnType<typeof createPool>;
  before(() => (pool = createPool(url(), 'test', createLogger('test', 'error'))));
  after(() => pool.end());

  it("removes guests with their sessions and accounts' sessions, but no accounts", async () => {
    await browser().login('Old guest');
    const owner = browser();
    await owner.login('Account');
    await owner.setPassword('a long password');
    clock.pass(30 * DAY);
    await browser().login('New guest');
    await browser().login('Account', 'a long password');
    // More than one batch of guests.
    await sql(`
      WITH old AS (
        INSERT INTO auth.people SELECT gen_random_uuid(), 'Old ' || n, 'old ' || n, NULL, 'epoch'
        FROM generate_series(1, 1200) AS n RETURNING sub)
      INSERT INTO auth.sessions SELECT gen_random_uuid(), sub, '{}', '', 'epoch', 'epoch', 'epoch' FROM old`);

    await new SessionStore(pool).deleteExpired(clock.now());
    const people = await sql('SELECT username FROM auth.people ORDER BY username');
    assert.deepEqual(people, [{ username: 'Account' }, { username: 'New guest' }]);
    assert.equal((await sql('SELECT sid FROM auth.sessions')).length, 2);
  });
});
