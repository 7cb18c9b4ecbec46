import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import type { Caller } from '../../shared/caller.ts';
import { createPool } from '../../shared/database/pool.ts';
import { People } from '../../shared/identity/people.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { bodyOf } from '../testing/answers.ts';
import { migrateUsers, startReplica, type Replica } from '../testing/replica.ts';
import { DisplayNameClaims } from './claims.ts';
import { reconcilePeople } from './reconcile-people.ts';
import { ProfileStore } from './store.ts';

describe('the comparison of profiles with who exists', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let replica: Replica;
  let pool: pg.Pool;

  before(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    pool = createPool(database.urls.users.url, 'test', createLogger('test', 'silent'), 1);
    auth = await authStandIn();
    replica = await startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url });
  });
  after(async () => {
    await replica.stop();
    await auth.stop();
    await pool.end();
    await database.drop();
  });

  const reconcile = () =>
    reconcilePeople({
      profiles: new ProfileStore(pool),
      people: new People(auth.url),
      claims: new DisplayNameClaims(auth.url),
    });
  const connect = ({ token }: Caller) => bodyOf(replica.request('POST', '/users/connect', token));
  const disconnect = ({ token }: Caller) => bodyOf(replica.request('POST', '/users/disconnect', token));
  const person = async (username: string, role: 'guest' | 'account' = 'account') => {
    const caller = auth.login({ username, roles: [role] });
    await connect(caller);
    return caller;
  };
  const card = ({ sub }: Caller, reader: Caller) => replica.request('GET', `/users/${sub}`, reader.token);
  const directory = async (reader: Caller) => {
    const { people } = await bodyOf<{ people: { username: string }[] }>(replica.request('GET', '/users', reader.token));
    return people.map(({ username }) => username);
  };
  /** As a replica of an earlier release does. */
  const rename = ({ sub, username }: Caller, displayName: string) =>
    pool.query('SELECT rename_person($1, $2, false, $3)', [sub, username, displayName]);
  const displayName = async ({ sub }: Caller) => (await new ProfileStore(pool).find(sub))?.displayName;

  it('removes ended guests and deleted accounts from the directory, with their preferences', async () => {
    const [reader, deleted, ended, here] = [
      await person('reader'),
      await person('deleted'),
      await person('ended', 'guest'),
      await person('here', 'guest'),
    ];
    await bodyOf(replica.request('PATCH', '/users/me/preferences', deleted.token, { density: 'compact' }));
    for (const someone of [deleted, ended]) await disconnect(someone);
    await reconcile();
    assert.deepEqual(await directory(reader), ['deleted', 'ended', 'here', 'reader']);

    auth.forget(deleted.sub);
    auth.forget(ended.sub);
    await reconcile();
    await reconcile();
    assert.deepEqual(await directory(reader), ['here', 'reader']);
    for (const someone of [deleted, ended]) await assertProblem(await card(someone, reader), 404, 'not-found');
    assert.equal((await card(here, reader)).status, 200);
    const { rows } = await pool.query('SELECT FROM preferences WHERE sub = $1', [deleted.sub]);
    assert.equal(rows.length, 0);
  });

  it('removes somebody who is still shown as online only when their streams have ended', async () => {
    const [reader, ended] = [await person('watcher'), await person('lingering', 'guest')];
    auth.forget(ended.sub);
    await reconcile();
    assert.equal((await card(ended, reader)).status, 200);
    await disconnect(ended);
    await reconcile();
    await assertProblem(await card(ended, reader), 404, 'not-found');
  });

  it('removes nobody while auth-service is down', async () => {
    const reader = await person('patient');
    await auth.stop();
    try {
      await assert.rejects(reconcile(), /auth-service is unreachable/);
    } finally {
      await auth.start();
    }
    assert.equal(await displayName(reader), 'patient');
  });

  it('claims a display name whose claim was lost, and does not return one that looks like another name', async () => {
    const [owner, impostor] = [await person('curry'), await person('aiice')];
    auth.login({ username: 'Alice', roles: ['account'] });
    await rename(owner, 'Lambda');
    await rename(impostor, 'AIice');
    await reconcile();
    assert.deepEqual(auth.displayNames(owner.sub), ['Lambda']);
    assert.equal(await displayName(owner), 'Lambda');
    assert.equal(await displayName(impostor), 'aiice');
  });

  it('reads everybody in pages', async () => {
    const reader = await person('counter');
    const crowd = Array.from({ length: 205 }, (_, n) => auth.login({ username: `crowd ${n}` }));
    await pool.query(
      `INSERT INTO profiles (sub, username, display_name, guest)
       SELECT sub, 'crowd', 'crowd', true FROM unnest($1::uuid[]) AS sub`,
      [crowd.map(({ sub }) => sub)],
    );
    for (const { sub } of crowd) auth.forget(sub);
    await reconcile();
    const { rows } = await pool.query<{ count: number }>(`SELECT count(*) FROM profiles WHERE username = 'crowd'`);
    assert.equal(rows[0]?.count, 0);
    assert.equal((await card(reader, reader)).status, 200);
  });
});
