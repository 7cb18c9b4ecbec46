import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { testCaller } from '../../../testkit/caller.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { buildIndexes } from '../../shared/database/indexes.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { EVENTS_BY_ROOM, INDEXES } from '../indexes.ts';
import { MessageStore } from '../messages/store.ts';
import { eventFilter } from './event-kinds.ts';
import { EventStore } from './store.ts';

const ROOM = 'quiet';
const ELSEWHERE = 200_000;
/** Pages of 8 KB: the way through each index, the few events, and their messages. */
const FEW_BUFFERS = 100;

/** A node of a plan, in EXPLAIN's words. Buffers include those of its children. */
interface Plan {
  'Relation Name'?: string;
  'Index Name'?: string;
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
  /** Before the room's events. */
  let start: number;
  const texts = ['first', 'second, edited', 'second, edited'];

  before(async () => {
    const logger = createLogger('test', 'silent');
    database = await createTestDatabase();
    await migrate(database.urls.messages.migrationUrl, 'messages', new URL('../migrations/', import.meta.url), logger);
    pool = createPool(database.urls.messages.url, 'test', logger, 1);
    store = new EventStore(pool);
    await pool.query("INSERT INTO rooms (name) VALUES ($1), ('busy'), ('third')", [ROOM]);
    start = (await store.cursor(0)).end;
    const messages = new MessageStore(pool, 1_000);
    const ada = testCaller();
    const post = async (message: string) => {
      const id = randomUUID();
      await messages.post([{ id, room: ROOM, sub: ada.sub, username: ada.username, guest: true, message }]);
      return id;
    };
    await post('first');
    for (const room of ['busy', 'general', 'third']) await happen(room, ELSEWHERE / 4);
    await messages.edit(await post('second'), ada, 'second, edited');
    await happen('busy', ELSEWHERE / 4);
    await asAdministrator('ANALYZE messages.events');
  });
  after(async () => {
    await pool.end();
    await database.drop();
  });

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

  const page = () => ({ room: ROOM, kinds: eventFilter(), after: start, limit: 200 });

  /** The statement that the service sends. */
  async function sent(): Promise<Sent> {
    const statements: Sent[] = [];
    const recording = {
      query: (statement: Sent) => {
        statements.push(statement);
        return pool.query(statement.text, statement.values);
      },
    };
    await new EventStore(recording as unknown as pg.Pool).events(page());
    const [statement] = statements;
    assert.ok(statement);
    assert.equal(statements.length, 1);
    return statement;
  }

  /** @param mode how PostgreSQL plans it: for these values, or once for all */
  async function explain(mode: 'force_custom_plan' | 'force_generic_plan'): Promise<Plan> {
    const { text, values } = await sent();
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
      events.map((event) => (event.type === 'cleared' ? event.type : event.message.message)),
      texts,
    );
  }

  const setValid = (valid: boolean) =>
    asAdministrator(
      `UPDATE pg_index SET indisvalid = ${valid} WHERE indexrelid = 'messages.${EVENTS_BY_ROOM.name}'::regclass`,
    );

  it('are read without the index', assertRead);

  it('are read alone, by the index, once it is built', async () => {
    assert.deepEqual(await buildIndexes(database.urls.messages.migrationUrl, 'messages', INDEXES), [
      EVENTS_BY_ROOM.name,
    ]);
    await assertRead();
    for (const mode of ['force_custom_plan', 'force_generic_plan'] as const) {
      const plan = await explain(mode);
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
});
