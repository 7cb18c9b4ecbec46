import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it, mock } from 'node:test';
import type pg from 'pg';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { createPool } from '../../shared/database/pool.ts';
import { SESSION_ENDED } from '../../shared/identity/verifier.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import type { PresenceStream } from '../testing/presence-stream.ts';
import { migrateUsers, QUICK, startReplica, type Replica } from '../testing/replica.ts';

describe('presence through two replicas', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let admin: pg.Pool;
  let one: Replica;
  let two: Replica;
  let open: PresenceStream[];

  before(async () => {
    auth = await authStandIn();
  });
  after(() => auth.stop());

  beforeEach(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    admin = createPool(database.adminUrl, 'test', createLogger('test', 'silent'));
    one = await replica();
    two = await replica();
    open = [];
  });
  afterEach(async () => {
    for (const stream of open) stream.close();
    await one.stop();
    await two.stop();
    await admin.end();
    await database.drop();
  });

  const replica = (timing = QUICK) => startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url, timing });

  /** A grace period long enough for a page to return on a slow machine. */
  async function unhurried(): Promise<void> {
    await one.stop();
    await two.stop();
    one = await replica({ ...QUICK, grace: 10_000 });
    two = await replica({ ...QUICK, grace: 10_000 });
  }

  /** When a person's connection expires, in seconds; `null` without one, `Infinity` with a stream. */
  async function expiryOf(sub: string): Promise<number | null | undefined> {
    const { rows } = await admin.query<{ expiry: number | null }>(
      'SELECT extract(epoch FROM max(expires_at))::float8 AS expiry FROM users.connections WHERE sub = $1',
      [sub],
    );
    return rows[0]?.expiry;
  }

  /** As if the grace period of those without a stream had passed. */
  async function expire(sub: string): Promise<void> {
    const deadline = AbortSignal.timeout(20_000);
    // The write after a closed stream would start the grace period again.
    while ((await expiryOf(sub)) === Infinity) deadline.throwIfAborted();
    await admin.query(`UPDATE users.connections SET expires_at = now() - interval '1 second' WHERE sub = $1`, [sub]);
  }

  async function stream(at: Replica, token: string): Promise<PresenceStream> {
    const opened = await at.stream(token);
    open.push(opened);
    return opened;
  }

  it('begins with a snapshot that includes the reader', async () => {
    const { token, sub } = auth.login({ username: 'Ada' });
    const ada = await stream(one, token);
    assert.equal(ada.events[0], 'snapshot');
    assert.equal(ada.count, 1);
    assert.deepEqual(ada.people, [{ sub, username: 'Ada', displayName: 'Ada', guest: true }]);
  });

  it('shows users who connect to and disconnect from the other replica', async () => {
    const ada = await stream(one, auth.login({ username: 'Ada' }).token);
    const bob = await stream(two, auth.login({ username: 'Bob' }).token);
    assert.deepEqual(bob.names, ['Ada', 'Bob']);
    await ada.until(() => ada.count === 2 && ada.names.includes('Bob'));

    const { token } = auth.login({ username: 'Cleo' });
    await two.request('POST', '/users/connect', token);
    await ada.until(() => ada.names.includes('Cleo'));
    await one.request('POST', '/users/disconnect', token);
    await ada.until(() => !ada.names.includes('Cleo'));

    bob.close();
    await ada.until(() => ada.count === 1 && !ada.names.includes('Bob'));
  });

  it('shows changes without any notification', async () => {
    const ada = await stream(one, auth.login({ username: 'Ada' }).token);
    await admin.query(
      `INSERT INTO users.people (sub, username, display_name, guest, online, seq)
       VALUES (gen_random_uuid(), 'Bob', 'Bob', true, true, nextval('users.people_seq'))`,
    );
    await ada.until(() => ada.count === 2);
  });

  it('counts a person with streams at both replicas and a poller once', async () => {
    const phone = auth.login({ username: 'Ada', roles: ['account'] });
    const laptop = auth.login({ ...phone, token: 'laptop', sid: auth.login().sid });
    const watcher = await stream(one, auth.login({ username: 'Watcher' }).token);
    const first = await stream(one, phone.token);
    const second = await stream(two, laptop.token);
    await two.request('POST', '/users/connect', laptop.token);
    assert.equal(second.count, 2);

    first.close();
    second.close();
    const late = await stream(two, auth.login({ username: 'Late' }).token);
    await watcher.until(() => watcher.names.includes('Late'));
    assert.equal(late.count, 3);
    await one.request('POST', '/users/disconnect', phone.token);
    await watcher.until(() => !watcher.names.includes('Ada'));
    assert.equal(watcher.count, 2);
  });

  it('does not flicker when a page is reloaded, at either replica', async () => {
    await unhurried();
    const watcher = await stream(one, auth.login({ username: 'Watcher' }).token);
    const { token, sub } = auth.login({ username: 'Ada' });
    let page = await stream(one, token);
    await watcher.until(() => watcher.count === 2);
    const before = watcher.events.length;
    for (const at of [one, two, one]) {
      page.close();
      page = await stream(at, token);
    }
    page.close();
    await expire(sub);
    await watcher.until(() => watcher.count === 1);
    assert.equal(watcher.events.length, before + 1, 'told of the end alone');
  });

  it('expires presence that is not renewed; listing online users renews it', async () => {
    const watcher = await stream(one, auth.login({ username: 'Watcher' }).token);
    const { token, sub } = auth.login({ username: 'Ada' });
    await two.request('POST', '/users/connect', token);
    await watcher.until(() => watcher.count === 2);
    const online = async () => (await two.request('GET', '/users/online', token)).json();
    const before = Number(await expiryOf(sub));
    assert.deepEqual(await online(), { users: ['Ada', 'Watcher'], count: 2 });
    assert.ok(Number(await expiryOf(sub)) > before, 'asking renews it');

    await expire(sub);
    await watcher.until(() => watcher.count === 1);
    assert.deepEqual(await online(), { users: ['Watcher'], count: 1 }, 'asking does not begin it');
  });

  it('sends a new display name, and shows it to clients that connect later', async () => {
    const { token } = auth.login({ username: 'ada' });
    const ada = await stream(one, token);
    const watcher = await stream(two, auth.login({ username: 'Watcher' }).token);
    await two.request('PATCH', '/users/me', token, { displayName: 'ADA' });
    await watcher.until(() => watcher.names.includes('ADA'));
    await ada.until(() => ada.names.includes('ADA'));
    assert.equal(watcher.count, 2);

    ada.close();
    await watcher.until(() => watcher.count === 1);
    const again = await stream(one, token);
    assert.ok(again.names.includes('ADA'));
  });

  it('reports that a guest has become an account', async () => {
    const guest = auth.login({ username: 'Ada' });
    const account = auth.login({ username: 'Ada', sub: guest.sub, roles: ['account'] });
    const watcher = await stream(two, auth.login({ username: 'Watcher' }).token);
    await stream(one, guest.token);
    await watcher.until(() => watcher.people.some(({ username }) => username === 'Ada'));
    await stream(one, account.token);
    await watcher.until(() => watcher.people.some(({ username, guest }) => username === 'Ada' && !guest));
    assert.equal(watcher.count, 2);
  });

  it('sends a snapshot if more than 200 users connect at once', async () => {
    const watcher = await stream(one, auth.login({ username: 'Watcher' }).token);
    await crowd(300);
    await watcher.until(() => watcher.count === 301);
    assert.equal(watcher.events.at(-1), 'snapshot');
    assert.equal(watcher.people.length, 200);

    const { beginning } = await stream(two, auth.login({ username: 'Late' }).token);
    assert.equal(beginning?.count, 302);
    assert.equal(beginning.users.length, 200);
    const names = beginning.users.map(({ displayName }) => displayName);
    assert.deepEqual(names.slice(0, 2), ['Guest 001', 'Guest 002']);
  });

  it('ends streams when their session ends, and the person is offline without a grace period', async () => {
    await one.stop();
    one = await replica({ ...QUICK, grace: 60 * 60_000 });
    const ending = auth.login({ username: 'Ada' });
    const watcher = await stream(two, auth.login({ username: 'Watcher' }).token);
    const ada = await stream(one, ending.token);
    auth.end(ending.sid);
    await admin.query('SELECT pg_notify($1, $2)', [SESSION_ENDED, ending.sid]);
    await ada.untilEnd();
    await watcher.until(() => watcher.events.length > 1 && watcher.count === 1);
  });

  it('ends a stream when its token expires', async () => {
    const exp = Math.floor(Date.now() / 1000) + 60;
    const ada = await stream(one, auth.login({ exp }).token);
    mock.timers.enable({ apis: ['Date'], now: exp * 1000 });
    try {
      await ada.untilEnd();
    } finally {
      mock.timers.reset();
    }
  });

  it('sends people of a stopping replica to the other one without a flicker', async () => {
    await unhurried();
    const watcher = await stream(two, auth.login({ username: 'Watcher' }).token);
    const [ada, bob] = [auth.login({ username: 'Ada' }), auth.login({ username: 'Bob' })];
    const page = await stream(one, ada.token);
    await stream(one, bob.token);
    await watcher.until(() => watcher.count === 3);
    const before = watcher.events.length;

    const stopped = one.stop();
    await page.untilEnd();
    assert.ok(page.retry !== undefined && page.retry >= 200, 'told when to come back');
    await stream(two, ada.token);
    await stopped;
    one = await replica();
    await expire(bob.sub);
    await watcher.until(() => watcher.count === 2);
    assert.deepEqual(watcher.names.sort(), ['Ada', 'Watcher']);
    assert.equal(watcher.events.length, before + 1, 'Ada never left; Bob, who did not come back, did');
  });

  async function crowd(size: number): Promise<void> {
    await admin.query(
      `WITH guests AS (
         SELECT gen_random_uuid() AS sub, 'Guest ' || to_char(n, 'FM000') AS name FROM generate_series(1, $1::int) AS n)
       INSERT INTO users.people (sub, username, display_name, guest, online, seq)
       SELECT sub, name, name, true, true, nextval('users.people_seq') FROM guests`,
      [size],
    );
  }
});
