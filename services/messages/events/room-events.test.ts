import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { testCaller } from '../../../testkit/caller.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { buildIndexes } from '../../shared/database/indexes.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPool } from '../../shared/database/pool.ts';
import type { PageRequest } from '../../shared/log/log.ts';
import { PersonTopic } from '../../shared/log/person-topic.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { EVENTS_BY_ROOM, INDEXES } from '../indexes.ts';
import { MessageStore } from '../messages/store.ts';
import { eventFilter } from './event-kinds.ts';
import { EventStore } from './store.ts';

const ROOM = 'quiet';
const ELSEWHERE = 200_000;
/** Pages of 8 KB: the way through each index, the few events, and their messages. */
const FEW_BUFFERS = 100;
const MAX_SEARCHED = 20_000;
/** Those of as many events, and of their part of the index. */
const BUFFERS_OF_SEARCH = 500;
/** How PostgreSQL plans a statement: for its values, or once for all. */
const MODES = ['force_custom_plan', 'force_generic_plan'] as const;

/** A node of a plan, in EXPLAIN's words. Buffers include those of its children. */
interface Plan {
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Shared Hit Blocks': number;
  'Shared Read Blocks': number;
  Plans?: Plan[];
}

interface Sent {
  text: string;
  values: unknown[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
const buffersOf = (plan: Plan) => plan['Shared Hit Blocks'] + plan['Shared Read Blocks'];

describe("a quiet room's events, while much happens elsewhere", () => {
  let database: TestDatabase;
  /** One connection, with the settings of the service's. */
  let pool: pg.Pool;
  let store: EventStore;
  let messages: MessageStore;
  const ada = testCaller();
  /** Before the room's events. */
  let start: number;
  const texts = ['first', 'second, edited', 'second, edited'];

  before(async () => {
    const logger = createLogger('test', 'silent');
    database = await createTestDatabase();
    await migrate(database.urls.messages.migrationUrl, 'messages', new URL('../migrations/', import.meta.url), logger);
    pool = createPool(database.urls.messages.url, 'test', logger, 1);
    store = new EventStore(pool);
    await pool.query(
      `INSERT INTO chat_rooms (id, kind, name, name_key, first_name, created_at)
       SELECT id, 'private', id, id, id, now() FROM unnest($1::text[]) AS id`,
      [[ROOM, 'busy', 'third']],
    );
    await pool.query(
      `INSERT INTO memberships (sub, room, username, guest, role, level, joined_seq, joined_at, read_seq)
       SELECT $1, id, $2, true, 'member', 'all', 0, now(), 0 FROM unnest($3::text[]) AS id`,
      [ada.sub, ada.username, [ROOM, 'busy']],
    );
    start = (await store.cursor(0)).end;
    messages = new MessageStore(pool, 1_000);
    await post('first');
    for (const room of ['busy', 'general', 'third']) await happen(room, ELSEWHERE / 4);
    await messages.edit(await post('second'), ada, 'second, edited', undefined);
    await happen('busy', ELSEWHERE / 4);
    await asAdministrator('ANALYZE messages.events');
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

  async function post(message: string, room = ROOM): Promise<string> {
    const id = randomUUID();
    await messages.post([{ id, room, sub: ada.sub, username: ada.username, guest: true, message }]);
    return id;
  }

  async function asAdministrator(statement: string): Promise<void> {
    const client = new pg.Client(database.adminUrl);
    await client.connect();
    await client.query(statement);
    await client.end();
  }

  /** Events in another room, numbered as the service numbers them. */
  async function happen(room: string, events: number): Promise<void> {
    await pool.query(
      `WITH moved AS (UPDATE log SET end_seq = end_seq + $2 WHERE one RETURNING end_seq - $2 AS before)
       INSERT INTO events (seq, type, room)
       SELECT before + n, 'cleared', $1 FROM moved, generate_series(1, $2::bigint) AS n`,
      [room, events],
    );
  }

  const page = () => ({ topic: { room: ROOM, kinds: eventFilter() }, after: start, limit: 200 });

  /** The statement that the service sends. */
  async function sent(request: PageRequest): Promise<Sent> {
    const statements: Sent[] = [];
    const recording = {
      query: (statement: Sent) => {
        statements.push(statement);
        return pool.query(statement.text, statement.values);
      },
    };
    await new EventStore(recording as unknown as pg.Pool).events(request);
    const [statement] = statements;
    assert.ok(statement);
    assert.equal(statements.length, 1);
    return statement;
  }

  async function explain(mode: (typeof MODES)[number], request: PageRequest): Promise<Plan> {
    const { text, values } = await sent(request);
    const client = await pool.connect();
    try {
      await client.query(`SET plan_cache_mode = ${mode}`);
      await client.query(`PREPARE explained AS ${text}`);
      const literals = values.map((value) =>
        client.escapeLiteral(Array.isArray(value) ? `{${value.join()}}` : String(value)),
      );
      const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
        `EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) EXECUTE explained (${literals.join()})`,
      );
      assert.ok(rows[0]);
      return rows[0]['QUERY PLAN'][0].Plan;
    } finally {
      await client.query('DEALLOCATE explained; RESET plan_cache_mode');
      client.release();
    }
  }

  async function assertRead(): Promise<void> {
    const { events, isCursor } = await store.events(page());
    assert.ok(isCursor);
    assert.deepEqual(
      events.map((event) => ('message' in event ? event.message.message : event.type)),
      texts,
    );
  }

  const setValid = (valid: boolean) =>
    asAdministrator(
      `UPDATE pg_index SET indisvalid = ${valid} WHERE indexrelid = 'messages.${EVENTS_BY_ROOM.name}'::regclass`,
    );

  it('are read without the index', assertRead);

  it('are read alone, by the index, once it is built', async () => {
    await buildIndexes(database.urls.messages.migrationUrl, 'messages', INDEXES);
    await assertRead();
    for (const mode of MODES) {
      const plan = await explain(mode, page());
      const nodes = nodesOf(plan);
      const removed = nodes.reduce((sum, node) => sum + (node['Rows Removed by Filter'] ?? 0), 0);
      assert.equal(removed, 0, mode);
      assert.ok(buffersOf(plan) < FEW_BUFFERS, `${mode}: ${buffersOf(plan)} buffers`);
      const scans = nodes.filter((node) => node['Relation Name'] === 'events' && node['Actual Loops'] > 0);
      assert.deepEqual(
        scans.map((node) => node['Index Name']),
        [EVENTS_BY_ROOM.name],
        mode,
      );
    }
  });

  it('are read by number while the index is invalid', async () => {
    await setValid(false);
    await assertRead();
    await setValid(true);
    await assertRead();
  });

  it('of a rare kind are searched for in bounded steps, in a room with many others', async () => {
    const rare = (after: number) => ({ topic: { room: 'busy', kinds: eventFilter(['created']) }, after, limit: 200 });
    for (const mode of MODES) {
      const plan = await explain(mode, rare(start));
      const scans = nodesOf(plan).filter((node) => node['Relation Name'] === 'events' && node['Actual Loops'] > 0);
      assert.deepEqual(
        scans.map((node) => [node['Index Name'], node['Actual Rows']]),
        [[EVENTS_BY_ROOM.name, MAX_SEARCHED]],
        mode,
      );
      assert.ok(buffersOf(plan) < BUFFERS_OF_SEARCH, `${mode}: ${buffersOf(plan)} buffers`);
    }
    await post('rare', 'busy');
    const pages = [await store.events(rare(start))];
    for (let last = pages[0]; last?.hasMore; last = pages.at(-1)) pages.push(await store.events(rare(last.cursor)));
    assert.deepEqual(
      pages.map(({ events }) => events.length),
      [...Array.from({ length: ELSEWHERE / 2 / MAX_SEARCHED }, () => 0), 1],
    );
    assert.equal(pages.at(-1)?.cursor, (await store.cursor(0)).end);
  });

  it("of a person's rooms are searched for in bounded steps, whatever happens in others", async () => {
    const topic = new PersonTopic({ sub: ada.sub, kinds: eventFilter(), signals: [] });
    topic.begin(new Map([[ROOM, 0], ...Array.from({ length: 400 }, (_, index) => [`other ${index}`, 0] as const)]), 0);
    for (const mode of MODES) {
      const plan = await explain(mode, { topic, after: start + 1, limit: 200 });
      const scans = nodesOf(plan).filter((node) => node['Relation Name'] === 'events' && node['Actual Loops'] > 0);
      assert.deepEqual(
        scans.map((node) => [node['Index Name'], node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)]),
        [['events_pkey', MAX_SEARCHED]],
        mode,
      );
      assert.ok(buffersOf(plan) < BUFFERS_OF_SEARCH, `${mode}: ${buffersOf(plan)} buffers`);
    }
    const pages = [await store.events({ topic, after: start, limit: 200 })];
    for (let last = pages[0]; last?.hasMore; last = pages.at(-1)) {
      pages.push(await store.events({ topic, after: last.cursor, limit: 200 }));
    }
    assert.equal(pages.flatMap(({ events }) => events).length, texts.length);
  });

  it('of no known kind are not searched for', async () => {
    const { end } = await store.cursor(0);
    const topic = { room: 'busy', kinds: eventFilter(['later-kind']) };
    const { text } = await sent({ topic, after: start, limit: 200 });
    assert.doesNotMatch(text, /events/);
    const { events, hasMore, cursor } = await store.events({ topic, after: start, limit: 200 });
    assert.deepEqual([events, hasMore, cursor], [[], false, end]);
  });
});
