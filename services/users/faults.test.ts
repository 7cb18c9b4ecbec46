import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type pg from 'pg';
import { authStandIn, type AuthStandIn } from '../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.ts';
import { tcpProxy, type TcpProxy } from '../../testkit/tcp-proxy.ts';
import { createPool } from '../shared/database/pool.ts';
import { SESSION_ENDED } from '../shared/identity/verifier.ts';
import { createLogger } from '../shared/logging/logger.ts';
import { migrateUsers, QUICK, startReplica, startReplicaProcess, type Replica } from './testing/replica.ts';

describe('user-service when something fails', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let proxy: TcpProxy;
  let admin: pg.Pool;
  const replicas: Replica[] = [];

  before(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    admin = createPool(database.adminUrl, 'test', createLogger('test', 'silent'));
  });
  after(async () => {
    await admin.end();
    await database.drop();
  });
  beforeEach(async () => {
    auth = await authStandIn();
    proxy = await tcpProxy(database.urls.users.url);
  });
  afterEach(async () => {
    for (const replica of replicas.splice(0)) await replica.stop();
    await auth.stop();
    await proxy.close();
  });

  async function start(databaseUrl = database.urls.users.url, timing = QUICK, launch = startReplica): Promise<Replica> {
    const replica = await launch({ databaseUrl, authUrl: auth.url, timing });
    replicas.push(replica);
    return replica;
  }

  /** Asks until the answer has this status. */
  async function untilAnswers(replica: Replica, path: string, status: number, token?: string): Promise<Response> {
    const deadline = AbortSignal.timeout(20_000);
    for (;;) {
      deadline.throwIfAborted();
      const response = await replica.request('GET', path, token);
      if (response.status === status) return response;
      await response.body?.cancel();
    }
  }

  async function untilDeaf(replica: Replica): Promise<void> {
    for (;;) {
      const response = await untilAnswers(replica, '/ready', 503);
      if ((await response.text()).includes('Notifications')) return;
    }
  }

  it('shows people as offline whose replica was killed, unless they reconnected elsewhere', async () => {
    const timing = { ...QUICK, replicaTimeout: 3_000, heartbeat: 500 };
    const killed = await start(undefined, timing, startReplicaProcess);
    const stays = await start(undefined, timing);
    const watcher = await stays.stream(auth.login({ username: 'Watcher' }).token);
    const [ada, bob] = [auth.login({ username: 'Ada' }), auth.login({ username: 'Bob' })];
    const lost = await killed.stream(ada.token);
    await killed.stream(bob.token);
    await watcher.until(() => watcher.count === 3);
    const before = watcher.events.length;

    await killed.stop();
    replicas.splice(replicas.indexOf(killed), 1);
    await lost.untilEnd();
    await stays.stream(ada.token);
    await watcher.until(() => watcher.count === 2);
    assert.deepEqual(watcher.names.sort(), ['Ada', 'Watcher']);
    assert.equal(watcher.events.length, before + 1, 'Ada never left');
  });

  it('removes at startup what a long-dead replica left behind', async () => {
    // Those of a replica that was stopped before may still come back.
    await admin.query('DELETE FROM users.connections; DELETE FROM users.people');
    await admin.query(
      `INSERT INTO users.replica_heartbeats VALUES ('11111111-1111-4111-8111-111111111111', now() - interval '1 day');
       INSERT INTO users.people (sub, username, display_name, guest, online)
       VALUES ('22222222-2222-4222-8222-222222222222', 'Ghost', 'Ghost', true, true);
       INSERT INTO users.connections
       VALUES ('11111111-1111-4111-8111-111111111111', '22222222-2222-4222-8222-222222222222', 'infinity')`,
    );
    const replica = await start();
    const { token } = auth.login();
    const response = await replica.request('GET', '/users/online', token);
    assert.deepEqual(await response.json(), { users: [], count: 0 });
  });

  it('answers 503 while the database is unreachable, keeps its streams, and recovers automatically', async () => {
    const cut = await start(proxy.url);
    const other = await start();
    const ada = auth.login({ username: 'Ada' });
    const stream = await cut.stream(ada.token);
    const watcher = await other.stream(auth.login({ username: 'Watcher' }).token);
    await stream.until(() => stream.count === 2);

    proxy.cut();
    for (const [method, path] of [
      ['POST', '/users/connect'],
      ['POST', '/users/disconnect'],
      ['GET', '/users/online'],
      ['GET', '/users/events'],
      ['GET', '/users/me'],
      ['GET', '/ready'],
    ] as const) {
      const response = await cut.request(method, path, ada.token);
      assert.equal(response.status, 503, path);
      assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
      await response.body?.cancel();
    }
    assert.equal((await cut.request('GET', '/health')).status, 200);

    // What happens meanwhile is seen afterwards.
    const late = await other.stream(auth.login({ username: 'Late' }).token);
    assert.equal(late.count, 3);
    assert.equal(stream.ended, false);
    proxy.restore();
    await stream.until(() => stream.names.includes('Late'));
    await untilAnswers(cut, '/ready', 200);
    await untilAnswers(cut, '/users/online', 200, ada.token);
    await watcher.until(() => watcher.names.includes('Late'));
    assert.deepEqual(watcher.names, ['Ada', 'Watcher', 'Late'], 'nobody left');
  });

  it('restores its people after other replicas considered it dead', async () => {
    const frozen = await start(proxy.url, { ...QUICK, replicaTimeout: 1_000, heartbeat: 200 });
    const other = await start(undefined, { ...QUICK, replicaTimeout: 1_000, heartbeat: 200 });
    const stream = await frozen.stream(auth.login({ username: 'Ada' }).token);
    const watcher = await other.stream(auth.login({ username: 'Watcher' }).token);
    await watcher.until(() => watcher.count === 2);
    proxy.cut();
    await watcher.until(() => watcher.count === 1);
    proxy.restore();
    await watcher.until(() => watcher.count === 2);
    assert.equal(stream.ended, false);
  });

  it('considers no replica dead after the database was unreachable for all', async () => {
    const timing = { ...QUICK, replicaTimeout: 2_000, heartbeat: 200 };
    const one = await start(proxy.url, timing);
    const two = await start(proxy.url, timing);
    const stream = await one.stream(auth.login({ username: 'Ada' }).token);
    const watcher = await two.stream(auth.login({ username: 'Watcher' }).token);
    const { token } = auth.login({ username: 'Poller' });
    await one.request('POST', '/users/connect', token);
    await watcher.until(() => watcher.count === 3);
    const before = watcher.events.length;

    proxy.cut();
    for (const replica of [one, two]) await untilDeaf(replica);
    // As if it had lasted for an hour.
    await admin.query(`UPDATE users.replica_heartbeats SET renewed_at = renewed_at - interval '1 hour';
                       UPDATE users.connections SET expires_at = expires_at - interval '1 hour'`);
    proxy.restore();
    await untilAnswers(one, '/users/online', 200, token);
    await untilAnswers(two, '/ready', 200);
    const late = await two.stream(auth.login({ username: 'Late' }).token);
    await watcher.until(() => watcher.names.includes('Late'));
    assert.equal(late.count, 4);
    assert.equal(watcher.events.length, before + 1);
    assert.equal(stream.ended, false);
  });

  it('accepts cached tokens while auth-service is down, and answers 503 to others', async () => {
    const replica = await start();
    const [ada, bob] = [auth.login({ username: 'Ada' }), auth.login({ username: 'Bob' })];
    const stream = await replica.stream(ada.token);
    await auth.stop();
    assert.equal((await replica.request('POST', '/users/connect', ada.token)).status, 200);
    const response = await replica.request('POST', '/users/connect', bob.token);
    assert.equal(response.status, 503);
    assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    assert.equal(stream.ended, false);
    await auth.start();
    assert.equal((await replica.request('POST', '/users/connect', bob.token)).status, 200);
    await replica.request('POST', '/users/disconnect', bob.token);
    await replica.request('POST', '/users/disconnect', ada.token);
  });

  it('ends the streams of sessions that ended while it received no notifications', async () => {
    const replica = await start(proxy.url);
    const [ending, staying] = [auth.login({ username: 'Ada' }), auth.login({ username: 'Bob' })];
    const ends = await replica.stream(ending.token);
    const stays = await replica.stream(staying.token);
    proxy.cut();
    auth.end(ending.sid);
    await admin.query('SELECT pg_notify($1, $2)', [SESSION_ENDED, ending.sid]);
    proxy.restore();
    await ends.untilEnd();
    assert.equal(stays.ended, false);
  });
});
