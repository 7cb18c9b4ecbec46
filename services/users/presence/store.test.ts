import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import type { Person } from '../person.ts';
import { ProfileStore } from '../profiles/store.ts';
import { migrateUsers } from '../testing/replica.ts';
import { PresenceStore } from './store.ts';

const MINUTE = 60_000;

const person = (username: string, guest = true): Person => ({ sub: randomUUID(), username, guest });

describe('PresenceStore', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let admin: pg.Pool;
  let store: PresenceStore;
  let profiles: ProfileStore;

  before(async () => {
    const logger = createLogger('test', 'silent');
    database = await createTestDatabase();
    await migrateUsers(database);
    pool = createPool(database.urls.users.url, 'test', logger);
    admin = createPool(database.adminUrl, 'test', logger);
    store = new PresenceStore(pool);
    profiles = new ProfileStore(pool);
  });
  after(async () => {
    await pool.end();
    await admin.end();
    await database.drop();
  });

  const rename = (someone: Person, displayName: string) => profiles.update(someone, { displayName });
  const displayName = async ({ sub }: Person) => (await profiles.find(sub))?.displayName;

  it('never lets a reader miss a change during concurrent writes of replicas', async () => {
    const replicas = [randomUUID(), randomUUID(), randomUUID()];
    const people = Array.from({ length: 20 }, (_, index) => person(`Guest ${index}`));
    let writing = true;

    const run = async (replica: string, offset: number) => {
      await store.sendHeartbeat(replica);
      for (let turn = 0; turn < 30; turn++) {
        const some = people.filter((_, index) => (index + turn * offset) % 3 === 0);
        await store.connectStreams(replica, turn % 2 === 0 ? some : some.toReversed());
        const gone = some.filter((_, index) => (index + turn) % 2 === 0).map(({ sub }) => sub);
        await store.disconnectStreams(replica, gone, 0);
        await store.removeExpiredConnections(MINUTE);
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
    await Promise.all(replicas.map((replica, index) => run(replica, index + 1)));
    writing = false;
    await reading;
    await read();
    const { rows } = await admin.query<{ sub: string; online: boolean }>('SELECT sub, online FROM users.people');
    assert.deepEqual([...seen].sort(), rows.map(({ sub, online }): [string, boolean] => [sub, online]).sort());
    const held = await admin.query<{ sub: string }>('SELECT DISTINCT sub FROM users.connections');
    assert.deepEqual(
      rows.flatMap(({ sub, online }) => (online ? sub : [])).sort(),
      held.rows.map(({ sub }) => sub).sort(),
    );
    await admin.query('TRUNCATE users.connections, users.people');
  });

  it('refuses connections with an unknown replica', async () => {
    await assert.rejects(store.connectStreams(randomUUID(), [person('Ghost')]), /foreign key/);
    assert.deepEqual(await store.readPeople(0, 10), []);
  });

  it('reports an expired heartbeat', async () => {
    const replica = randomUUID();
    assert.equal(await store.sendHeartbeat(replica), true);
    assert.equal(await store.sendHeartbeat(replica), false);
    await admin.query(
      `UPDATE users.replica_heartbeats SET renewed_at = now() - interval '1 minute' WHERE replica = $1`,
      [replica],
    );
    await store.removeExpiredConnections(MINUTE / 2);
    assert.equal(await store.sendHeartbeat(replica), true);
  });

  it('removes offline users, and their profiles if they are gone, but no online users', async () => {
    const replica = randomUUID();
    await store.sendHeartbeat(replica);
    const here = person('here');
    const left = person('left');
    const account = person('account', false);
    const visitor = person('visitor');
    const everybody = [here, left, account, visitor];
    for (const someone of everybody) await rename(someone, someone.username.toUpperCase());
    await store.connectStreams(replica, everybody);
    await store.disconnectStreams(replica, [left.sub, account.sub], 0);
    await store.removeExpiredConnections(MINUTE);
    await admin.query(`UPDATE users.people SET changed_at = now() - interval '11 minutes'`);
    // A person who reconnects is visible again.
    await store.connectStreams(replica, [visitor]);
    await store.deleteOffline(10 * MINUTE);
    await profiles.deleteOffline([here.sub, left.sub, visitor.sub]);

    const names = (await store.readPeople(0, 10)).map(({ displayName }) => displayName);
    assert.deepEqual(names.sort(), ['HERE', 'VISITOR']);
    assert.equal(await displayName(left), undefined);
    assert.equal(await displayName(here), 'HERE');
    assert.equal(await displayName(account), 'ACCOUNT');
    assert.equal(await displayName(visitor), 'VISITOR');
  });
});
