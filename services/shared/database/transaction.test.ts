import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { createLogger } from '../logging/logger.ts';
import { Problem } from '../problem.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { tcpProxy, type TcpProxy } from '../../../testkit/tcp-proxy.ts';
import { createPool } from './pool.ts';
import { inTransaction } from './transaction.ts';

let database: TestDatabase;
let proxy: TcpProxy;
let pool: pg.Pool;

before(async () => {
  database = await createTestDatabase();
  proxy = await tcpProxy(database.adminUrl);
  pool = createPool(proxy.url, 'test', createLogger('test', 'silent'), 1);
  await pool.query('CREATE TABLE public.numbers (n integer PRIMARY KEY)');
});
after(async () => {
  await pool.end();
  await proxy.close();
  await database.drop();
});

const insert = (client: pg.PoolClient, n: number) => client.query('INSERT INTO public.numbers VALUES ($1)', [n]);
const numbers = async () =>
  (await pool.query<{ n: number }>('SELECT n FROM public.numbers ORDER BY n')).rows.map(({ n }) => n);

describe('inTransaction', () => {
  it("commits, and returns the work's result", async () => {
    assert.equal(await inTransaction(pool, async (client) => (await insert(client, 1)).rowCount), 1);
    assert.deepEqual(await numbers(), [1]);
  });

  it('rolls back if the work throws, and its connection stays usable', async () => {
    const failing = inTransaction(pool, async (client) => {
      await insert(client, 2);
      await insert(client, 1);
    });
    await assert.rejects(failing, { code: '23505' });
    const refused = inTransaction(pool, async (client) => {
      await insert(client, 2);
      throw new Problem('forbidden', 'No.');
    });
    await assert.rejects(refused, /No\./);
    assert.deepEqual(await numbers(), [1]);
  });

  it('throws `unavailable` if the connection is lost, and the next transaction gets a new one', async () => {
    const lost = inTransaction(pool, async (client) => {
      await insert(client, 2);
      proxy.cut();
      await insert(client, 3);
    });
    const isUnavailable = (error: unknown) => error instanceof Problem && error.kind === 'unavailable';
    await assert.rejects(lost, isUnavailable);
    await assert.rejects(
      inTransaction(pool, () => Promise.resolve()),
      isUnavailable,
    );
    proxy.restore();
    await inTransaction(pool, (client) => insert(client, 4));
    assert.deepEqual(await numbers(), [1, 4]);
  });
});
