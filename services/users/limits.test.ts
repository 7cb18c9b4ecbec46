import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, afterEach, before, describe, it } from 'node:test';
import type { components } from '../../generated/types/users.ts';
import { createPool } from '../shared/database/pool.ts';
import { createLogger } from '../shared/log.ts';
import { authStandIn, type AuthStandIn } from '../shared/testing/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../shared/testing/database.ts';
import { Store } from './store.ts';
import { migrateUsers, QUICK, startReplica, type Replica } from './testing/replica.ts';

type Problem = components['schemas']['Problem'];

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

  async function refused(token: string, status: number, kind: string): Promise<string> {
    const response = await replica.request('GET', '/users/events', token);
    const { type, detail } = (await response.json()) as Problem;
    assert.equal(response.status, status);
    assert.equal(type, `urn:problem-type:chat:${kind}`);
    assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
    return detail ?? '';
  }

  /** Opens so many at once; resolves to how many were let in, and closes them. */
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

  it('holds so many at a replica, when all come at once too', async () => {
    await start({ MAX_STREAMS: '3' });
    assert.equal(await openAtOnce(Array.from({ length: 10 }, () => auth.login().token)), 3);
  });

  it('says when to come back where a replica is full, and lets in whoever comes when there is room', async () => {
    await start({ MAX_STREAMS: '1' });
    const stream = await replica.stream(auth.login().token);
    const { token } = auth.login();
    assert.match(await refused(token, 503, 'too-many-streams'), /^This replica holds as many streams as it may/);
    stream.close();
    await stream.untilEnd();
    for (;;) {
      const response = await replica.request('GET', '/users/events', token);
      await response.body?.cancel();
      if (response.ok) break;
    }
  });

  it('lets one person hold so many, and others theirs', async () => {
    await start({ MAX_STREAMS_PER_USER: '2' });
    const { token } = auth.login();
    assert.equal(await openAtOnce(Array.from({ length: 6 }, () => token)), 2);
    assert.equal(await openAtOnce([auth.login().token]), 1);
  });

  it('lets one person open so many a minute', async () => {
    await start({ STREAM_LIMIT_PER_USER: '2' });
    const { token } = auth.login();
    assert.equal(await openAtOnce([token]), 1);
    assert.equal(await openAtOnce([token]), 1);
    assert.match(await refused(token, 429, 'rate-limited'), /^Too many streams opened by you/);
    assert.equal(await openAtOnce([auth.login().token]), 1);
  });

  it('lets one address open so many a minute, as the last proxy names it', async () => {
    await start({ STREAM_LIMIT_PER_ADDRESS: '1', TRUST_PROXY: '1' });
    const open = async (address: string) => {
      const response = await fetch(`${replica.url}/users/events`, {
        headers: { Authorization: `Bearer ${auth.login().token}`, 'X-Forwarded-For': `1.2.3.4, ${address}` },
      });
      await response.body?.cancel();
      return response.status;
    };
    assert.equal(await open('192.0.2.1'), 200);
    assert.equal(await open('192.0.2.1'), 429);
    assert.equal(await open('192.0.2.2'), 200);
  });

  it('cuts off a client that never reads, and nobody else', async () => {
    await start({});
    const watcher = await replica.stream(auth.login({ username: 'Watcher' }).token);
    const { port } = new URL(replica.url);
    const idle = connect(Number(port), '127.0.0.1');
    idle.on('error', () => undefined);
    idle.write(
      `GET /users/events HTTP/1.1\r\nHost: chat\r\nAuthorization: Bearer ${auth.login({ username: 'Idle' }).token}\r\n\r\n`,
    );
    await watcher.until(() => watcher.names.includes('Idle'));

    // A crowd that changes all the time makes snapshots of 200 people until the client is given up.
    const pool = createPool(database.urls.users.url, 'test', createLogger('test', 'silent'));
    const store = new Store(pool);
    const lease = randomUUID();
    await store.renewLease(lease);
    const crowd = Array.from({ length: 300 }, (_, index) => ({
      sub: randomUUID(),
      username: `A guest with a long name ${index}`,
      guest: true,
    }));
    const deadline = AbortSignal.timeout(60_000);
    for (let guest = false; (await openStreams()) > 1; guest = !guest) {
      deadline.throwIfAborted();
      const people = crowd.map((person) => ({ ...person, guest }));
      await store.hold(lease, people);
    }
    await pool.end();
    assert.equal(watcher.ended, false);
    watcher.close();
    idle.destroy();
  });

  it('stops at once although a client has opened a connection and says nothing', { timeout: 6_000 }, async () => {
    await start({});
    const { port } = new URL(replica.url);
    const silent = connect(Number(port), '127.0.0.1');
    await once(silent, 'connect');
    const closed = once(silent, 'close');
    await replica.stop();
    await closed;
    stop = () => Promise.resolve();
  });
});
