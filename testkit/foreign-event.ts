/** Events as the next release may log them, on the database that this one reads too. */
import pg from 'pg';

/** A kind that no release knows. */
const KIND = 'foreign-kind';

/**
 * Logs events in `general` about no message.
 *
 * @param adminUrl the administrator's connection to the database
 * @returns the last one's number
 */
export async function logForeignEvents(adminUrl: string, count = 1): Promise<number> {
  const client = new pg.Client(adminUrl);
  await client.connect();
  try {
    await client.query('SET search_path TO messages');
    await client.query(`ALTER TYPE event_type ADD VALUE IF NOT EXISTS '${KIND}'`);
    const { rows } = await client.query<{ end: string }>(
      `WITH moved AS (UPDATE log SET end_seq = end_seq + $1 WHERE one RETURNING end_seq - $1 AS before),
       logged AS (
         INSERT INTO events (seq, type, room)
         SELECT before + n, '${KIND}', 'general' FROM moved, generate_series(1, $1::bigint) AS n
       )
       SELECT before + $1 AS end FROM moved`,
      [count],
    );
    return Number(rows[0]?.end);
  } finally {
    await client.end();
  }
}
