import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { testCaller } from '../../../testkit/caller.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { MessageStore } from './store.ts';

const replicas = replicasForTests();

/**
 * A store whose every statement is followed by a look at the log's lock. What still holds it after its answer has
 * arrived would hold it while that answer, and the next statement, travel: every other sender waits meanwhile.
 */
function watchedStore(pool: pg.Pool): { store: MessageStore; statements: string[] } {
  const statements: string[] = [];
  const watched = {
    query: async (query: pg.QueryConfig) => {
      const client = await pool.connect();
      try {
        const result = await client.query(query);
        const { rowCount } = await replicas.admin.query('SELECT FROM messages.log WHERE one FOR UPDATE SKIP LOCKED');
        assert.equal(rowCount, 1, `${query.name ?? query.text} keeps the log locked after its answer`);
        statements.push(query.name ?? '');
        return result;
      } finally {
        client.release();
      }
    },
  };
  return { store: new MessageStore(watched as unknown as pg.Pool, 1_000), statements };
}

describe("the log's lock", () => {
  let pool: pg.Pool;

  before(() => {
    pool = createPool(replicas.database.urls.messages.url, 'test', createLogger('test', 'silent'), 1);
  });
  after(() => pool.end());

  it('is held by no transaction across a round trip', async () => {
    const { store, statements } = watchedStore(pool);
    const ada = testCaller({ roles: ['account', 'admin'] });
    const id = randomUUID();
    const { sub, username } = ada;
    const [posted] = await store.post([{ id, room: 'general', sub, username, guest: false, message: 'Helo' }]);
    assert.equal(posted?.outcome, 'new');
    assert.equal((await store.edit(id, ada, 'Hello', undefined)).outcome, 'edited');
    assert.equal((await store.delete(id, ada)).outcome, 'deleted');
    await store.eraseCleared(10);
    assert.deepEqual(statements, ['post', 'edit', 'delete', 'erase-cleared']);
  });

  it('makes a change wait, and what changed meanwhile is seen', async () => {
    const store = new MessageStore(pool, 1_000);
    const ada = testCaller();
    const id = randomUUID();
    const { sub, username } = ada;
    await store.post([{ id, room: 'general', sub, username, guest: false, message: 'Helo' }]);
    const other = await replicas.admin.connect();
    try {
      await other.query('BEGIN');
      await other.query('SELECT FROM messages.log WHERE one FOR UPDATE');
      const edit = store.edit(id, ada, 'Hello', undefined);
      while (!(await isWaiting())) await new Promise(setImmediate);
      await other.query('UPDATE messages.messages SET deleted_at = now() WHERE id = $1', [id]);
      await other.query('COMMIT');
      assert.deepEqual(await edit, { outcome: 'deleted' });
    } finally {
      other.release();
    }
  });

  it('is taken by statements that check who may change a message', async () => {
    const store = new MessageStore(pool, 1_000);
    const [ada, ben, root] = [testCaller(), testCaller(), testCaller({ roles: ['account', 'admin'] })];
    const id = randomUUID();
    const { sub, username } = ada;
    await store.post([{ id, room: 'general', sub, username, guest: true, message: 'Helo' }]);
    assert.deepEqual(await store.edit(id, ben, 'Hello', undefined), { outcome: 'forbidden' });
    assert.deepEqual(await store.edit(id, root, 'Hello', undefined), { outcome: 'forbidden' });
    assert.deepEqual(await store.delete(id, ben), { outcome: 'forbidden' });
    assert.deepEqual(await store.delete(randomUUID(), root), { outcome: 'unknown' });
    assert.equal((await store.delete(id, root)).outcome, 'deleted');
  });

  async function isWaiting(): Promise<boolean> {
    const { rowCount } = await replicas.admin.query(
      "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%edit_message%'",
    );
    return rowCount === 1;
  }
});
