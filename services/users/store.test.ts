import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { createPool } from '../shared/database/pool.ts';
import { createLogger } from '../shared/logging/logger.ts';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.ts';
import { Store, type Person } from './store.ts';
import { migrateUsers } from './testing/replica.ts';

const MINUTE = 60_000;
const MONTH = 31 * 24 * 60 * MINUTE;

const person = (username: string, guest = true): Person => ({ sub: randomUUID(), username, guest });

describe('Store', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let admin: pg.Pool;
  let store: Store;

  before(async () => {
    const logger = createLogger('test', 'silent');
    database = await createTestDatabase();
    await migrateUsers(database);
    pool = createPool(database.urls.users.url, 'test', logger);
    admin = createPool(database.adminUrl, 'test', logger);
    store = new Store(pool);
  });
  after(async () => {
    await pool.end();
    await admin.end();
    await database.drop();
  });

  it('never lets a reader miss a change during concurrent writes of replicas', async () => {
    const leases = [randomUUID(), randomUUID(), randomUUID()];
    const people = Array.from({ length: 20 }, (_, index) => person(`Guest ${index}`));
    let writing = true;

    const replica = async (lease: string, offset: number) => {
      await store.renewLease(lease);
      for (let turn = 0; turn < 30; turn++) {
        const some = people.filter((_, index) => (index + turn * offset) % 3 === 0);
        await store.hold(lease, turn % 2 === 0 ? some : some.toReversed());
        const gone = some.filter((_, index) => (index + turn) % 2 === 0).map(({ sub }) => sub);
        await store.letGo(lease, gone, 0);
        await store.sweep(MINUTE);
      }
    };
    const seen = new Map<string, boolean>();
    let cursor = 0;
    const read = async () => {
      for (const { sub, online, seq } of await store.readPeople(cursor, 1_000)) {
        assert.ok(seq > cursor, 'in the order of the numbers');
        cursor = seq;
        seen.set(sub, online);
      }
    };
    const reader = async () => {
      while (writing) await read();
    };

    const reading = reader();
    await Promise.all(leases.map((lease, index) => replica(lease, index + 1)));
    writing = false;
    await reading;
    await read();
    const { rows } = await admin.query<{ sub: string; online: boolean }>('SELECT sub, online FROM users.people');
    assert.deepEqual([...seen].sort(), rows.map(({ sub, online }): [string, boolean] => [sub, online]).sort());
    const held = await admin.query<{ sub: string }>('SELECT DISTINCT sub FROM users.holds');
    assert.deepEqual(
      rows.flatMap(({ sub, online }) => (online ? sub : [])).sort(),
      held.rows.map(({ sub }) => sub).sort(),
    );
    await admin.query('TRUNCATE users.holds, users.people');
  });

  it('refuses connections with an unknown lease', async () => {
    await assert.rejects(store.hold(randomUUID(), [person('Ghost')]), /foreign key/);
    assert.deepEqual(await store.readPeople(0, 10), []);
  });

  it('reports an expired lease', async () => {
    const lease = randomUUID();
    assert.equal(await store.renewLease(lease), true);
    assert.equal(await store.renewLease(lease), false);
    await admin.query(`UPDATE users.leases SET renewed_at = now() - interval '1 minute' WHERE id = $1`, [lease]);
    await store.sweep(MINUTE / 2);
    assert.equal(await store.renewLease(lease), true);
  });

  it('removes offline users and expired guests, but no accounts and no online users', async () => {
    const lease = randomUUID();
    await store.renewLease(lease);
    const here = person('here');
    const left = person('left');
    const account = person('account', false);
    const visitor = person('visitor');
    for (const someone of [here, left, account, visitor]) await store.rename(someone, someone.username.toUpperCase());
    await store.hold(lease, [here, left, account, visitor]);
    await store.letGo(lease, [left.sub, account.sub], 0);
    await store.sweep(MINUTE);
    await admin.query(`UPDATE users.people SET changed_at = now() - interval '11 minutes';
                       UPDATE users.profiles SET seen_at = now() - interval '32 days'`);
    // A person who reconnects is visible again.
    await store.hold(lease, [visitor]);
    await store.clean(10 * MINUTE, MONTH);

    const names = (await store.readPeople(0, 10)).map(({ displayName }) => displayName);
    assert.deepEqual(names.sort(), ['HERE', 'VISITOR']);
    assert.equal(await store.displayName(left.sub), undefined);
    assert.equal(await store.displayName(here.sub), undefined);
    assert.equal(await store.displayName(account.sub), 'ACCOUNT');
    assert.equal(await store.displayName(visitor.sub), 'VISITOR');
  });

  it('does not return a display name of an earlier release that looks like another name', async () => {
    const impostor = person('aiice');
    await store.rename(impostor, 'AIice');
    await store.connect(impostor, MINUTE);
    const [shown] = (await store.readPeople(0, 10)).filter(({ sub }) => sub === impostor.sub);
    assert.equal(shown?.displayName, 'aiice');
  });

  it('keeps the display name of a guest who became an account', async () => {
    const guest = person('ada');
    await store.rename(guest, 'ADA');
    await store.connect({ ...guest, guest: false }, MINUTE);
    await admin.query(`UPDATE users.profiles SET seen_at = now() - interval '32 days'`);
    await store.clean(10 * MINUTE, MONTH);
    assert.equal(await store.displayName(guest.sub), 'ADA');
  });
});
