import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { tcpProxy } from '../../../testkit/tcp-proxy.ts';
import { Problem } from '../problem.ts';
import { createLogger } from '../logging/logger.ts';
import { createPool, isUnreachable, orUnavailable } from './pool.ts';

const logger = createLogger('test', 'silent');

const isUnavailable = (error: unknown) =>
  error instanceof Problem && error.status === 503 && Number(error.headers['Retry-After']) >= 1;

describe('createPool', () => {
  let database: TestDatabase;
  let pool: pg.Pool;

  before(async () => {
    database = await createTestDatabase();
    pool = createPool(database.urls.users.url, 'pool test', logger);
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  it('parses bigint as a number', async () => {
    const { rows } = await pool.query<{ seq: number }>('SELECT 9007199254740991::bigint AS seq');
    assert.deepEqual(rows, [{ seq: Number.MAX_SAFE_INTEGER }]);
  });

  it('bounds every statement and every idle transaction', async () => {
    const { rows } = await pool.query<Record<string, string>>(
      `SELECT current_setting('statement_timeout') AS statement,
              current_setting('idle_in_transaction_session_timeout') AS idle`,
    );
    assert.deepEqual(rows, [{ statement: '4s', idle: '4s' }]);
  });

  it('survives the server closing its idle connections', async () => {
    await pool.query('SELECT 1');
    const admin = createPool(database.adminUrl, 'test', logger);
    const gone = once(pool, 'error', { signal: AbortSignal.timeout(15_000) });
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pool test'`);
    await gone;
    await admin.end();
    assert.deepEqual((await pool.query('SELECT 1 AS one')).rows, [{ one: 1 }]);
  });
});

describe('orUnavailable', () => {
  let database: TestDatabase;

  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  it('throws `unavailable` if nothing listens', async () => {
    const proxy = await tcpProxy(database.urls.users.url);
    await proxy.close();
    const pool = createPool(proxy.url, 'test', logger);
    await assert.rejects(
      orUnavailable(() => pool.query('SELECT 1')),
      isUnavailable,
    );
    await pool.end();
  });

  it('throws `unavailable` if the connection breaks or the server does not answer', async () => {
    const proxy = await tcpProxy(database.urls.users.url);
    const pool = createPool(proxy.url, 'test', logger);
    await pool.query('SELECT 1');
    proxy.cut();
    await assert.rejects(
      orUnavailable(() => pool.query('SELECT 1')),
      isUnavailable,
    );
    proxy.freeze();
    await assert.rejects(
      orUnavailable(() => pool.query('SELECT 1')),
      isUnavailable,
    );
    await pool.end();
    await proxy.close();
  });

  it('throws `unavailable` if a statement times out or is terminated by an operator', async () => {
    const pool = createPool(database.urls.users.url, 'test', logger);
    await assert.rejects(
      orUnavailable(() => pool.query(`SET LOCAL statement_timeout = '10ms'; SELECT pg_sleep(10)`)),
      isUnavailable,
    );
    await assert.rejects(
      orUnavailable(() => pool.query('SELECT pg_terminate_backend(pg_backend_pid())')),
      isUnavailable,
    );
    await pool.end();
  });

  it("rethrows a statement's own error unchanged", async () => {
    const pool = createPool(database.urls.users.url, 'test', logger);
    await assert.rejects(
      orUnavailable(() => pool.query('SELECT 1 / 0')),
      (error) => !(error instanceof Problem) && !isUnreachable(error),
    );
    await pool.end();
  });
});
