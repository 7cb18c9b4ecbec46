import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import type { Caller } from '../../shared/caller.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { bodyOf } from '../testing/answers.ts';
import type { PresenceStream } from '../testing/presence-stream.ts';
import { migrateUsers, startReplica, type Replica } from '../testing/replica.ts';

describe('GET /users/events?include=details', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let admin: pg.Pool;
  let one: Replica;
  let two: Replica;
  const open: PresenceStream[] = [];

  before(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    admin = createPool(database.adminUrl, 'test', createLogger('test', 'silent'));
    auth = await authStandIn();
    one = await startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url });
    two = await startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url });
  });
  after(async () => {
    for (const stream of open) stream.close();
    await one.stop();
    await two.stop();
    await auth.stop();
    await admin.end();
    await database.drop();
  });

  const stream = async ({ token }: Caller, query = '?include=details') => {
    const opened = await one.stream(token, query);
    open.push(opened);
    return opened;
  };
  const seen = (reader: PresenceStream, { sub }: Caller) => reader.people.find((person) => person.sub === sub);
  const presence = (reader: PresenceStream, caller: Caller) => {
    const person = seen(reader, caller);
    return person && 'presence' in person ? person.presence : undefined;
  };
  const active = async ({ token }: Caller, replica: Replica) => {
    const response = await replica.request('POST', '/users/me/activity', token);
    assert.equal(response.status, 204);
  };
  const idle = ({ sub }: Caller) =>
    admin.query(`UPDATE users.people SET active_at = now() - interval '11 minutes' WHERE sub = $1`, [sub]);

  it('shows how people are shown, and every change of it through another replica', async () => {
    const ada = auth.login({ username: 'ada' });
    await bodyOf(two.request('PATCH', '/users/me', ada.token, { title: 'Mathematician' }));
    const reader = await stream(ada);
    const person = { sub: ada.sub, username: 'ada', displayName: 'ada', guest: true, presence: 'online' };
    assert.deepEqual(reader.people, [{ ...person, title: 'Mathematician' }]);
    const status = { emoji: '🌴', text: 'On holiday' };
    await bodyOf(two.request('PATCH', '/users/me', ada.token, { title: null, status, timeZone: 'Asia/Tokyo' }));
    await reader.until(() => 'status' in (seen(reader, ada) ?? {}));
    assert.deepEqual(reader.people, [{ ...person, status, timeZone: 'Asia/Tokyo' }]);
  });

  it('shows who is away, until they are active again', async () => {
    const [bob, cleo] = [auth.login({ username: 'bob' }), auth.login({ username: 'cleo' })];
    const reader = await stream(cleo);
    await stream(bob);
    await reader.until(() => presence(reader, bob) === 'online');
    await idle(bob);
    await reader.until(() => presence(reader, bob) === 'away');
    assert.equal(
      (await bodyOf<{ presence: string }>(two.request('GET', `/users/${bob.sub}`, cleo.token))).presence,
      'away',
    );
    assert.equal(presence(reader, cleo), 'online');
    await active(bob, two);
    await reader.until(() => presence(reader, bob) === 'online');
  });

  it('renews activity before ten minutes have passed', async () => {
    const dan = auth.login({ username: 'dan' });
    await stream(dan);
    await admin.query(`UPDATE users.people SET active_at = now() - interval '9 minutes' WHERE sub = $1`, [dan.sub]);
    await active(dan, one);
    const { rows } = await admin.query<{ renewed: boolean }>(
      `SELECT active_at > now() - interval '1 minute' AND NOT away AS renewed FROM users.people WHERE sub = $1`,
      [dan.sub],
    );
    assert.deepEqual(rows, [{ renewed: true }]);
  });

  it('makes nobody online by activity', async () => {
    const eve = auth.login({ username: 'eve' });
    await active(eve, one);
    await assertProblem(await one.request('GET', `/users/${eve.sub}`, eve.token), 404, 'not-found');
  });

  it('says nothing of it to a stream without details, and ignores what it does not know', async () => {
    const [fay, gus] = [auth.login({ username: 'fay' }), auth.login({ username: 'gus' })];
    const plain = await stream(gus, '?include=weather');
    const detailed = await stream(gus);
    await stream(fay);
    await detailed.until(() => presence(detailed, fay) === 'online');
    await idle(fay);
    await detailed.until(() => presence(detailed, fay) === 'away');
    await bodyOf(one.request('PATCH', '/users/me', fay.token, { displayName: 'FAY' }));
    await plain.until(() => seen(plain, fay)?.displayName === 'FAY');
    assert.deepEqual(seen(plain, fay), { sub: fay.sub, username: 'fay', displayName: 'FAY', guest: true });
    assert.equal(
      plain.people.every((person) => Object.keys(person).length === 4),
      true,
    );
  });

  it('refuses what is not in the contract', async () => {
    const { token } = auth.login();
    for (const query of ['include=', 'include=Details', `include=${'a,'.repeat(20)}a`, 'details=true'])
      await assertProblem(await one.request('GET', `/users/events?${query}`, token), 400, 'validation');
  });
});
