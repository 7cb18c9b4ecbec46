import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import type { components } from '../../../generated/types/users.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import type { Caller } from '../../shared/caller.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { bodyOf } from '../testing/answers.ts';
import { migrateUsers, startReplica, type Replica } from '../testing/replica.ts';

type Page = components['schemas']['PeoplePage'];
type Person = components['schemas']['PersonDetails'];

describe('the directory', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let replica: Replica;
  let admin: pg.Pool;
  let ada: Caller;

  before(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    admin = createPool(database.adminUrl, 'test', createLogger('test', 'silent'));
    auth = await authStandIn();
    replica = await startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url });
    ada = await seen('ada', { displayName: 'Ada Lovelace', title: 'Mathematician', timeZone: 'Europe/London' });
    for (const name of ['Zoë', 'bob', 'Émile', 'ＢＯＢＢＹ']) await seen(name);
  });
  after(async () => {
    await replica.stop();
    await auth.stop();
    await admin.end();
    await database.drop();
  });

  /** An account that was online. */
  async function seen(username: string, profile?: object): Promise<Caller> {
    const caller = auth.login({ username, roles: ['account'] });
    await connect(caller);
    await disconnect(caller);
    if (profile) await bodyOf(replica.request('PATCH', '/users/me', caller.token, profile));
    return caller;
  }

  const connect = ({ token }: Caller) => bodyOf(replica.request('POST', '/users/connect', token));
  const disconnect = ({ token }: Caller) => bodyOf(replica.request('POST', '/users/disconnect', token));
  const list = (query = '') => bodyOf<Page>(replica.request('GET', `/users${query}`, ada.token));
  const names = async (query: string) => (await list(query)).people.map(({ displayName }) => displayName);
  const search = (text: string) => names(`?q=${encodeURIComponent(text)}`);
  const get = (sub: string) => replica.request('GET', `/users/${sub}`, ada.token);
  const person = ({ sub }: Caller) => bodyOf<Person>(get(sub));

  it('lists everybody by display name, in pages', async () => {
    const all = await names('');
    assert.deepEqual(all, ['Ada Lovelace', 'bob', 'ＢＯＢＢＹ', 'Émile', 'Zoë']);
    const paged: string[] = [];
    for (let after = ''; ;) {
      const { people, next } = await list(`?limit=2${after}`);
      assert.ok(people.length <= 2);
      paged.push(...people.map(({ displayName }) => displayName));
      if (next === undefined) break;
      after = `&after=${next}`;
    }
    assert.deepEqual(paged, all);
  });

  it('searches names, display names and titles, in any case, with or without accents', async () => {
    assert.deepEqual(await search('LOVE'), ['Ada Lovelace']);
    assert.deepEqual(await search('ada'), ['Ada Lovelace']);
    assert.deepEqual(await search('mathEmat'), ['Ada Lovelace']);
    assert.deepEqual(await search('bob'), ['bob', 'ＢＯＢＢＹ']);
    assert.deepEqual(await search('EMI'), ['Émile']);
    for (const text of ['%', '_', '\\', 'nobody']) assert.deepEqual(await search(text), [], text);
  });

  it('shows a profile, whether online or not', async () => {
    const expected = {
      sub: ada.sub,
      username: 'ada',
      displayName: 'Ada Lovelace',
      guest: false,
      title: 'Mathematician',
      timeZone: 'Europe/London',
    };
    await connect(ada);
    assert.deepEqual(await person(ada), { ...expected, presence: 'online' });
    const before = Date.now();
    await disconnect(ada);
    const { lastSeen, ...offline } = await person(ada);
    assert.deepEqual(offline, { ...expected, presence: 'offline' });
    assert.ok(Math.abs(Date.parse(lastSeen ?? '') - before) < 60_000);
    assert.deepEqual((await list('?limit=1')).people, [{ ...offline, lastSeen }]);
  });

  it('hides when a person was last seen if they want it', async () => {
    const shy = await seen('shy', { showLastSeen: false });
    assert.equal((await person(shy)).lastSeen, undefined);
    assert.ok((await list('?q=shy')).people.every(({ lastSeen }) => lastSeen === undefined));
  });

  it('lists a guest while online and for 15 minutes after', async () => {
    const guest = auth.login({ username: 'passer-by' });
    await connect(guest);
    assert.deepEqual(await search('passer-by'), ['passer-by']);
    await disconnect(guest);
    assert.deepEqual(await search('passer-by'), ['passer-by']);
    await admin.query(`UPDATE users.profiles SET seen_at = now() - interval '16 minutes' WHERE guest`);
    assert.deepEqual(await search('passer-by'), []);
    assert.equal((await person(guest)).presence, 'offline');
    await connect(guest);
    assert.deepEqual(await search('passer-by'), ['passer-by']);
  });

  it('answers 404 for somebody who was never here', async () => {
    await assertProblem(await get(randomUUID()), 404, 'not-found');
  });

  it('looks up many at once; those who were never here are missing', async () => {
    const grace = await seen('grace');
    const subs = [grace.sub, randomUUID(), ada.sub, grace.sub];
    const { people } = await bodyOf<Page>(replica.request('POST', '/users/lookup', ada.token, { subs }));
    const expected = [await person(ada), await person(grace)];
    assert.deepEqual(
      people,
      expected.sort((one, other) => (one.sub < other.sub ? -1 : 1)),
    );
    for (const refused of [[], ['nobody'], Array.from({ length: 201 }, () => ada.sub)]) {
      const answer = await replica.request('POST', '/users/lookup', ada.token, { subs: refused });
      await assertProblem(answer, 400, 'validation');
    }
  });

  it('refuses what is not in the contract', async () => {
    const cursor = (key: string) => `${ada.sub}.${Buffer.from(key).toString('base64url')}`;
    for (const query of [
      'limit=0',
      'limit=201',
      'q=',
      'q=%20',
      'q=%00',
      `q=${'x'.repeat(65)}`,
      'after=ada',
      `after=${ada.sub}.=`,
      `after=${cursor('a\0')}`,
      `after=${ada.sub}._w`,
      `after=${cursor('x'.repeat(300))}`,
    ]) {
      await assertProblem(await replica.request('GET', `/users?${query}`, ada.token), 400, 'validation');
    }
    await assertProblem(await get('nobody'), 400, 'validation');
  });
});
