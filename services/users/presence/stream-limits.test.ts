import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, afterEach, before, describe, it, mock } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { migrateUsers, QUICK, startReplica, type Replica } from '../testing/replica.ts';
import { PresenceStore } from './store.ts';

describe('limits of streams', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let replica: Replica;
  let stop: () => Promise<void>;

  before(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    auth = await authStandIn();
  });
  after(async () => {
    await auth.stop();
    await database.drop();
  });
  afterEach(() => stop());

  async function start(variables: Record<string, string>): Promise<void> {
    const databaseUrl = database.urls.users.url;
    stop = () => Promise.resolve();
    replica = await startReplica({ databaseUrl, authUrl: auth.url, timing: { ...QUICK, gather: 1 }, variables });
    stop = () => replica.stop();
  }

  /**
   * Asserts that `perMinute` streams can be opened and that then one is refused; resolves to the refusal's detail. If a
   * minute ends meanwhile, as many again may pass, but no more.
   */
  async function assertLimit(perMinute: number, open: () => Promise<Response>): Promise<string> {
    for (let n = 0; n <= 2 * perMinute; n++) {
      const response = await open();
      if (response.status === 429) {
        assert.ok(n >= perMinute, `number ${n + 1} of ${perMinute} was refused`);
        return (await assertProblem(response, 429, 'rate-limited')).detail ?? '';
      }
      await response.body?.cancel();
      assert.equal(response.status, 200);
    }
    assert.fail(`${2 * perMinute + 1} passed, but the limit is ${perMinute} per minute`);
  }

  /** Opens streams concurrently; resolves to the number accepted, and closes them. */
  async function openAtOnce(tokens: string[]): Promise<number> {
    const opened = await Promise.allSettled(tokens.map((token) => replica.stream(token)));
    const streams = opened.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    for (const stream of streams) stream.close();
    return streams.length;
  }

  async function openStreams(): Promise<number> {
    const response = await replica.request('GET', '/metrics');
    return Number(/^streams_open (\d+)$/m.exec(await response.text())?.[1]);
  }

  it('caps the streams of a replica, even if opened concurrently', async () => {
    await start({ MAX_STREAMS: '3' });
    assert.equal(await openAtOnce(Array.from({ length: 10 }, () => auth.login({ roles: ['account'] }).token)), 3);
  });

  it('answers with Retry-After if a replica is full, and accepts streams once there is room', async () => {
    await start({ MAX_STREAMS: '1' });
    const stream = await replica.stream(auth.login({ roles: ['account'] }).token);
    const { token } = auth.login();
    const { detail } = await assertProblem(replica.request('GET', '/users/events', token), 503, 'too-many-streams');
    assert.match(detail ?? '', /^This replica holds as many streams as it may/);
    stream.close();
    await stream.untilEnd();
    for (;;) {
      const response = await replica.request('GET', '/users/events', token);
      await response.body?.cancel();
      if (response.ok) break;
    }
  });

  it('caps the streams of one user without affecting others', async () => {
    await start({ MAX_STREAMS_PER_USER: '2' });
    const { token } = auth.login();
    assert.equal(await openAtOnce(Array.from({ length: 6 }, () => token)), 2);
    assert.equal(await openAtOnce([auth.login().token]), 1);
  });

  it('limits streams opened per user and minute', async () => {
    await start({ STREAM_LIMIT_PER_USER: '2' });
    const { token } = auth.login();
    const detail = await assertLimit(2, () => replica.request('GET', '/users/events', token));
    assert.match(detail, /^Too many streams opened by you/);
    assert.equal(await openAtOnce([auth.login().token]), 1);
  });

  it("limits streams opened per address and minute beyond each user's share, by the last proxy's address", async () => {
    await start({ STREAM_LIMIT_PER_ADDRESS: '1', TRUST_PROXY: '1' });
    const { token } = auth.login();
    const open = (address: string, bearer = token) =>
      fetch(`${replica.url}/users/events`, {
        headers: { Authorization: `Bearer ${bearer}`, 'X-Forwarded-For': `1.2.3.4, ${address}` },
      });
    // Ten of one's own, and one of all others'.
    assert.match(await assertLimit(11, () => open('192.0.2.1')), /^Too many streams opened from your address/);
    for (const other of [await open('192.0.2.1', auth.login().token), await open('192.0.2.2')]) {
      await other.body?.cancel();
      assert.equal(other.status, 200);
    }
  });

  it('disconnects only clients that never read', async () => {
    await start({});
    const watcher = await replica.stream(auth.login({ username: 'Watcher' }).token);
    const { port } = new URL(replica.url);
    const idle = connect(Number(port), '127.0.0.1');
    idle.on('error', () => undefined);
    idle.write(
      `GET /users/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${auth.login({ username: 'Idle' }).token}\r\n\r\n`,
    );
    await watcher.until(() => watcher.names.includes('Idle'));

    // A crowd that changes all the time makes snapshots of 200 people until the client is given up.
    const pool = createPool(database.urls.users.url, 'test', createLogger('test', 'silent'));
    const store = new PresenceStore(pool);
    const other = randomUUID();
    const crowd = Array.from({ length: 300 }, (_, index) => ({
      sub: randomUUID(),
      username: `A guest with a long name ${index}`,
      guest: true,
    }));
    const deadline = AbortSignal.timeout(60_000);
    for (let guest = false; (await openStreams()) > 1; guest = !guest) {
      deadline.throwIfAborted();
      const people = crowd.map((person) => ({ ...person, guest }));
      // The replica takes another for dead that has sent no heartbeat for a while.
      await store.sendHeartbeat(other);
      await store.connectStreams(other, people);
    }
    await pool.end();
    assert.equal(watcher.ended, false);
    watcher.close();
    idle.destroy();
  });

  it('stops soon even if a client has opened a connection without a request', { timeout: 60_000 }, async () => {
    await start({});
    const { port } = new URL(replica.url);
    const silent = connect(Number(port), '127.0.0.1');
    await once(silent, 'connect');
    // Connections are taken in their order: now the replica knows the silent one.
    await replica.stream(auth.login().token);
    stop = () => Promise.resolve();
    const closed = once(silent, 'close');
    // A second passes at once. The end of its wait, some seconds later, never comes.
    mock.timers.enable({ apis: ['setTimeout'] });
    const stopped = replica.stop();
    mock.timers.tick(1_000);
    mock.timers.reset();
    await closed;
    await stopped;
  });
});
