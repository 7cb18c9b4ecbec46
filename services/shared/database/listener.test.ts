import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { ConfigError } from '../environment.ts';
import { createLogger } from '../logging/logger.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { tcpProxy } from '../../../testkit/tcp-proxy.ts';
import { Listener } from './listener.ts';
import { createPool } from './pool.ts';

const logger = createLogger('test', 'silent');
const CHANNEL = 'weather';
/** Far longer than a reconnect takes: fails a broken listener, but not a slow machine. */
const soon = () => ({ signal: AbortSignal.timeout(15_000) });

describe('Listener', () => {
  let database: TestDatabase;
  let admin: pg.Pool;

  before(async () => {
    database = await createTestDatabase();
    admin = createPool(database.adminUrl, 'test', logger);
  });
  after(async () => {
    await admin.end();
    await database.drop();
  });

  async function started(url = database.urls.users.url): Promise<Listener> {
    const listener = new Listener(url, [CHANNEL], logger);
    await listener.start(admin);
    return listener;
  }

  async function assertHears(listener: Listener, text: string): Promise<void> {
    const heard = once(listener, 'notification', soon());
    await admin.query('SELECT pg_notify($1, $2)', [CHANNEL, text]);
    assert.deepEqual(await heard, [CHANNEL, text]);
  }

  it('emits notifications, but not its own canary', async () => {
    const listener = await started();
    assert.equal(listener.live, true);
    await assertHears(listener, 'sun');
    await listener.stop();
  });

  it('reconnects after the server closes the connection', async () => {
    const listener = await started();
    const down = once(listener, 'down', soon());
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'listener' AND datname = current_database()`,
    );
    await down;
    assert.equal(listener.live, false);
    await once(listener, 'up', soon());
    assert.equal(listener.live, true);
    await assertHears(listener, 'rain');
    await listener.stop();
  });

  it('detects a silent connection as dead and reconnects', async () => {
    const proxy = await tcpProxy(database.urls.users.url);
    const listener = await started(proxy.url);
    const down = once(listener, 'down', soon());
    proxy.freeze();
    await down;
    const up = once(listener, 'up', soon());
    proxy.restore();
    await up;
    await assertHears(listener, 'snow');
    await oneConnectionIsLeft();
    await listener.stop();
    await proxy.close();
  });

  it('keeps trying while the server refuses connections', async () => {
    const proxy = await tcpProxy(database.urls.users.url);
    const listener = await started(proxy.url);
    const down = once(listener, 'down', soon());
    proxy.cut();
    await down;
    await refused(proxy.url);
    const up = once(listener, 'up', soon());
    proxy.restore();
    await up;
    await assertHears(listener, 'fog');
    await oneConnectionIsLeft();
    await listener.stop();
    await proxy.close();
  });

  it('stops even if its connection is silent', async () => {
    const proxy = await tcpProxy(database.urls.users.url);
    const listener = await started(proxy.url);
    proxy.freeze();
    await listener.stop();
    await proxy.close();
  });

  it('fails at startup with the cause if notifications do not arrive', async () => {
    // A pooler runs LISTEN in a session that nobody reads; notifying in another database has the same effect.
    const elsewhere = await createTestDatabase();
    const listener = new Listener(elsewhere.urls.users.url, [CHANNEL], logger);
    await assert.rejects(listener.start(admin), (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /^DATABASE_URL loses notifications: .*transaction pooler/);
      return true;
    });
    await elsewhere.drop();
  });

  /** Asserts that the dead connection is closed and was replaced only once. */
  async function oneConnectionIsLeft(): Promise<void> {
    const { signal } = soon();
    let left: number | null = null;
    while (left !== 1) {
      signal.throwIfAborted();
      const { rowCount } = await admin.query(
        `SELECT FROM pg_stat_activity WHERE application_name = 'listener' AND datname = current_database()`,
      );
      left = rowCount;
    }
  }

  async function refused(url: string): Promise<void> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await assert.rejects(client.connect());
  }
});
