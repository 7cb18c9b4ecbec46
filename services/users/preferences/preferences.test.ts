import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { components } from '../../../generated/types/users.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { SseReader } from '../../../testkit/sse/reader.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import type { Caller } from '../../shared/caller.ts';
import { bodyOf } from '../testing/answers.ts';
import { migrateUsers, startReplica, type Replica } from '../testing/replica.ts';

type Preferences = components['schemas']['Preferences'];

const section = { id: 'work', name: 'Work', rooms: ['general'], unreadFirst: true, collapsed: false };

describe('preferences', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let one: Replica;
  let two: Replica;
  const open: SseReader[] = [];

  before(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    auth = await authStandIn();
    one = await startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url });
    two = await startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url });
  });
  after(async () => {
    for (const stream of open) stream.close();
    await one.stop();
    await two.stop();
    await auth.stop();
    await database.drop();
  });

  const get = ({ token }: Caller) => bodyOf<Preferences>(one.request('GET', '/users/me/preferences', token));
  const patch = ({ token }: Caller, body: unknown) => two.request('PATCH', '/users/me/preferences', token, body);
  const patched = (caller: Caller, body: Preferences) => bodyOf<Preferences>(patch(caller, body));

  /** A stream, with the preferences that it received. */
  async function follow({ token }: Caller, include: string): Promise<{ stream: SseReader; received: Preferences[] }> {
    const received: Preferences[] = [];
    const headers = { Authorization: `Bearer ${token}` };
    const stream = await SseReader.open(`${one.url}/users/events?include=${include}`, headers, ({ event, data }) => {
      if (event === 'preferences') received.push(JSON.parse(data) as Preferences);
    });
    open.push(stream);
    return { stream, received };
  }

  it('change 120 times a minute at most', async () => {
    const person = auth.login({ username: 'restless' });
    const statuses: number[] = [];
    // A minute of the clock may end meanwhile.
    while (!statuses.includes(429) && statuses.length < 241) {
      const response = await patch(person, { sound: statuses.length % 2 === 0 });
      statuses.push(response.status);
      await response.body?.cancel();
    }
    assert.ok(statuses.indexOf(429) >= 120, statuses.join());
  });

  it('are empty at first, and change field by field', async () => {
    const ada = auth.login({ username: 'ada' });
    assert.deepEqual(await get(ada), {});
    assert.deepEqual(await patched(ada, { density: 'compact' }), { density: 'compact' });
    assert.deepEqual(await patched(ada, { sections: [section] }), { density: 'compact', sections: [section] });
    const all = await patched(ada, { sections: [], favourites: ['general'], sound: false });
    assert.deepEqual(all, { density: 'compact', sections: [], favourites: ['general'], sound: false });
    assert.deepEqual(await get(ada), all);
    assert.deepEqual(await get(auth.login({ username: 'bob' })), {}, 'nobody else has them');
  });

  it('keep both of two changes of different fields at the same time', async () => {
    const caller = auth.login({ username: 'cleo' });
    await Promise.all([patched(caller, { sound: true }), patched(caller, { density: 'comfortable' })]);
    assert.deepEqual(await get(caller), { sound: true, density: 'comfortable' });
  });

  it('name up to 200 people who are ignored', async () => {
    const caller = auth.login({ username: 'gil' });
    const ignored = Array.from({ length: 200 }, () => randomUUID());
    assert.deepEqual(await patched(caller, { ignored }), { ignored });
    assert.deepEqual(await patched(caller, { sound: true, ignored: [] }), { sound: true, ignored: [] });
  });

  it('keep, and do not answer, a field that a later release has stored', async () => {
    const caller = auth.login({ username: 'hal' });
    await patched(caller, { sound: true });
    const pool = createPool(database.urls.users.url, 'test', createLogger('test', 'silent'), 1);
    const values = async (sql: string) => (await pool.query<{ value: unknown }>(sql, [caller.sub])).rows;
    await values(`UPDATE preferences SET value = value || '{"later": [1]}' WHERE sub = $1`);
    assert.deepEqual(await patched(caller, { sound: false }), { sound: false });
    assert.deepEqual(await get(caller), { sound: false });
    const stored = await values('SELECT value FROM preferences WHERE sub = $1');
    assert.deepEqual(stored, [{ value: { sound: false, later: [1] } }]);
    await pool.end();
  });

  it('reach the other devices of the person through another replica, and nobody else', async () => {
    const dan = auth.login({ username: 'dan' });
    await patched(dan, { sound: true });
    const device = await follow(dan, 'details,preferences');
    const other = await follow(auth.login({ username: 'eve' }), 'preferences');
    const plain = await follow(dan, 'details');
    await device.stream.until(() => device.received.length > 0);
    assert.deepEqual(device.received, [{ sound: true }]);
    await patched(dan, { density: 'compact' });
    await device.stream.until(() => device.received.at(-1)?.density === 'compact');
    assert.deepEqual(device.received.at(-1), { sound: true, density: 'compact' });
    await other.stream.until(() => other.received.length > 0);
    assert.deepEqual(other.received, [{}]);
    assert.deepEqual(plain.received, []);
  });

  it('refuse what is not in the contract', async () => {
    const caller = auth.login({ username: 'fay' });
    for (const body of [
      { theme: 'dark' },
      { density: 'dense' },
      { sound: null },
      { favourites: ['No Room'] },
      { favourites: Array.from({ length: 201 }, () => 'general') },
      { sections: Array.from({ length: 51 }, () => section) },
      { ignored: ['ada'] },
      { ignored: Array.from({ length: 201 }, () => randomUUID()) },
      { sections: [{ ...section, name: ' ' }] },
      { sections: [{ ...section, name: 'two\nlines' }] },
      { sections: [{ ...section, id: 'a b' }] },
      { sections: [{ ...section, color: 'red' }] },
    ]) {
      await assertProblem(await patch(caller, body), 400, 'validation');
    }
    assert.deepEqual(await get(caller), {});
  });
});
