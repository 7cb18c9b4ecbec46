import { randomUUID } from 'node:crypto';
import pg from 'pg';

/*
 * Millions of messages within seconds: what a transaction writes into a table that it has truncated itself needs no
 * write-ahead log if `wal_level` is minimal, and each index is built once from all rows. In the end the tables are as
 * the product's migrations make them.
 */

/** Server settings for filling. */
export const FILLING_SETTINGS = { wal_level: 'minimal', max_wal_senders: '0' };

const PEOPLE = Array.from({ length: 50 }, (_, index) => ({ sub: randomUUID(), username: `Person-${index + 1}` }));
const literals = (values: string[]) => `(ARRAY[${values.map((value) => `'${value}'`).join(', ')}])`;
const SUBS = `${literals(PEOPLE.map(({ sub }) => sub))}::uuid[]`;
const NAMES = literals(PEOPLE.map(({ username }) => username));

/**
 * The row of message n: the rooms take turns, and in each of them the people. Ids are unordered, like random ones. The
 * content hash has the right length only; nothing reads it here.
 */
const ID = "md5('message ' || n)::uuid";
const PERSON = `[1 + n / $rooms % ${PEOPLE.length}]`;
const ROOM = '($names)[1 + n % $rooms]';
const HASH = `'\\x${'5a'.repeat(32)}'::bytea`;
const TEXT = "'Shall we meet at the station at eight? The train leaves at 8:20, and I need coffee. ' || n";

/** `$start` is the log's start, `$names` the array of rooms, `$rooms` its length. */
const INSERTS = {
  messages: `
    INSERT INTO messages (id, sub, seq, created_at, guest, room, username, content_hash, text)
    SELECT ${ID}, (${SUBS})${PERSON}, $start + n, now(), true, ${ROOM}, ${NAMES}${PERSON}, ${HASH}, ${TEXT} FROM numbers`,
  events: `INSERT INTO events (seq, message_id, type, room) SELECT $start + n, ${ID}, 'created', ${ROOM} FROM numbers`,
};
type Table = keyof typeof INSERTS;

/** What is filled in. */
export interface Content {
  messages: number;
  /** The rooms that the messages are spread over. */
  rooms: readonly string[];
}

/** Fills the log. Returns its start: message n has the number start + n. */
export async function fill(adminUrl: string, content: Content): Promise<number> {
  const start = await withClient(adminUrl, async (client) => {
    const { rows } = await client.query<{ start_seq: string }>(
      'UPDATE log SET end_seq = start_seq RETURNING start_seq',
    );
    return Number(rows[0]?.start_seq);
  });
  const tables: Table[] = ['messages', 'events'];
  await Promise.all(tables.map((table) => withClient(adminUrl, (client) => fillTable(client, table, start, content))));
  await withClient(adminUrl, (client) => client.query('UPDATE log SET end_seq = start_seq + $1', [content.messages]));
  return start;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query(
      "SET search_path = messages; SET maintenance_work_mem = '1GB'; SET max_parallel_maintenance_workers = 0",
    );
    return await work(client);
  } finally {
    await client.end();
  }
}

async function fillTable(client: pg.Client, table: Table, start: number, content: Content): Promise<void> {
  const { messages, rooms } = content;
  const { drops, makes } = await indexes(client, table);
  // Not FROM generate_series(…): that would be materialized first.
  const numbers = `(SELECT generate_series(1, ${messages}) AS n) AS numbers`;
  const insert = INSERTS[table]
    .replace('$start', String(start))
    .replace('numbers', numbers)
    .replaceAll('$names', literals([...rooms]))
    .replaceAll('$rooms', String(rooms.length));
  for (const sql of ['BEGIN', ...drops, `TRUNCATE ${table}`, insert, ...makes, 'COMMIT', `VACUUM (ANALYZE) ${table}`]) {
    await client.query(sql);
  }
}

/** How a table's indexes are dropped and made again, the primary key among them. */
async function indexes(client: pg.Client, table: Table): Promise<{ drops: string[]; makes: string[] }> {
  const { rows } = await client.query<{ name: string; index: string; constraint: string | null }>(
    `SELECT c.relname AS name, pg_get_indexdef(i.indexrelid) AS index, pg_get_constraintdef(k.oid) AS constraint
     FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
     LEFT JOIN pg_constraint AS k ON k.conindid = i.indexrelid
     WHERE i.indrelid = $1::regclass`,
    [table],
  );
  return {
    drops: rows.map(({ name, constraint }) =>
      constraint === null ? `DROP INDEX ${name}` : `ALTER TABLE ${table} DROP CONSTRAINT ${name}`,
    ),
    makes: rows.map(({ name, index, constraint }) =>
      constraint === null ? index : `ALTER TABLE ${table} ADD CONSTRAINT ${name} ${constraint}`,
    ),
  };
}
