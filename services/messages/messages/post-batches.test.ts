import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type pg from 'pg';
import { migrate } from '../../shared/database/migrate.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { Problem } from '../../shared/problem.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { Batcher } from '../../shared/database/batcher.ts';
import { MessageStore, type Post, type PostResult } from './store.ts';

const logger = createLogger('test', 'silent');
const options = { queueFull: 'Too many wait.' };

function post(message: string, parts: Partial<Post> = {}): Post {
  return { id: randomUUID(), room: 'general', sub: randomUUID(), username: 'Ada', guest: true, message, ...parts };
}

describe('batches of posts', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let writer: MessageStore;
  const sizes: number[] = [];
  let batches: Batcher<Post, PostResult>;

  before(async () => {
    database = await createTestDatabase();
    await migrate(database.urls.messages.migrationUrl, 'messages', new URL('../migrations/', import.meta.url), logger);
    pool = createPool(database.urls.messages.url, 'test', logger);
    writer = new MessageStore(pool, 50);
    batches = new Batcher((posts) => writer.post(posts), { ...options, onBatch: (size) => sizes.push(size) });
  });
  after(async () => {
    await batches.close();
    await pool.end();
    await database.drop();
  });

  it('stores waiting posts together, at most 100 per batch', async () => {
    sizes.length = 0;
    const results = await Promise.all(Array.from({ length: 250 }, () => batches.add(post('together'))));
    assert.ok(results.every(({ outcome }) => outcome === 'new'));
    assert.deepEqual(sizes, [100, 100, 50]);
  });

  it('resolves each post with its own result', async () => {
    const first = post('first');
    const results = await Promise.all(
      [first, first, { ...first, sub: randomUUID() }, { ...first, message: 'another text' }, post('second')].map(
        (each) => batches.add(each),
      ),
    );
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['new', 'same', 'conflict', 'conflict', 'new'],
    );
  });

  it('rate-limits one author without limiting the others', async () => {
    const sub = randomUUID();
    const results = await Promise.all([
      ...Array.from({ length: 60 }, () => batches.add(post('flood', { sub }))),
      batches.add(post('a word')),
    ]);
    const limited = results.filter(({ outcome }) => outcome === 'limited');
    assert.equal(limited.length, 10);
    for (const each of limited) assert.ok('retryAfter' in each && each.retryAfter > 0 && each.retryAfter <= 60);
    assert.equal(results.at(-1)?.outcome, 'new');
  });

  for (const [what, message] of [
    ['NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800b'],
  ] as const) {
    it(`rejects only the one post with ${what} in a batch of 100`, async () => {
      const posts = Array.from({ length: 100 }, (_, index) => post(index === 42 ? message : 'good'));
      const results = await Promise.allSettled(posts.map((each) => batches.add(each)));
      for (const [index, result] of results.entries()) {
        assert.equal(result.status, index === 42 ? 'rejected' : 'fulfilled');
      }
      const ids = posts.map(({ id }) => id);
      const { rowCount } = await pool.query('SELECT FROM messages WHERE id = ANY($1)', [ids]);
      assert.equal(rowCount, 99);
    });
  }

  it('assigns consecutive sequence numbers when two replicas write concurrently', async () => {
    const otherStore = new MessageStore(pool, 1_000);
    const other = new Batcher<Post, PostResult>((posts) => otherStore.post(posts), options);
    await Promise.all(
      Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? batches : other).add(post(String(index)))),
    );
    const { rows } = await pool.query<{ gaps: number }>(
      'SELECT count(*) FILTER (WHERE seq <> previous + 1) AS gaps FROM (SELECT seq, lag(seq) OVER (ORDER BY seq) AS previous FROM events) AS event',
    );
    assert.equal(rows[0]?.gaps, 0);
    const { rows: ends } = await pool.query<{ same: boolean }>(
      'SELECT end_seq = (SELECT max(seq) FROM events) AS same FROM log',
    );
    assert.equal(ends[0]?.same, true);
    await other.close();
  });
});

describe('the queue of posts', () => {
  it('is bounded, and rejects all waiting posts at once when the database is unreachable', async () => {
    const isUnavailable = (error: unknown) => error instanceof Problem && error.kind === 'unavailable';
    let fail = (_error: Error) => {};
    const stuck = () => new Promise<PostResult[]>((_resolve, reject) => (fail = reject));
    const batches = new Batcher<Post, PostResult>(stuck, options);
    const under = batches.add(post('under way'));
    while (batches.waiting > 0) await new Promise(setImmediate);

    const waiting = Array.from({ length: 2_000 }, () => batches.add(post('waiting')));
    await assert.rejects(batches.add(post('one too many')), isUnavailable);
    fail(new Problem('unavailable', 'The database is unreachable.'));
    for (const each of [under, ...waiting]) await assert.rejects(each, isUnavailable);
    await batches.close();
  });
});
