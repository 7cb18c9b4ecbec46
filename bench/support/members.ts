import pg from 'pg';

/** Who is in which rooms, keyed by sub. */
export type RoomsOf = Map<string, readonly string[]>;

/** The person in an access token. */
export function subOf(token: string): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { sub: string }).sub;
}

/**
 * Puts private rooms and their members into the database: making them by the API is not what is measured. They joined at
 * the log's start.
 *
 * @param unread messages at the log's end that nobody has read
 */
export async function fillRooms(migrationUrl: string, roomsOf: RoomsOf, unread = 0): Promise<void> {
  const client = new pg.Client({ connectionString: migrationUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query('SET search_path = messages');
    const pairs = [...roomsOf].flatMap(([sub, rooms]) => rooms.map((room) => ({ sub, room })));
    const rooms = [...new Set(pairs.map(({ room }) => room))];
    await client.query(
      `INSERT INTO chat_rooms (id, kind, name, name_key, first_name, created_at)
       SELECT id, 'private', id, id, id, now() FROM unnest($1::text[]) AS id`,
      [rooms],
    );
    await client.query(
      `INSERT INTO memberships (sub, room, username, guest, role, level, joined_seq, joined_at, read_seq)
       SELECT sub, room, 'Ada', true, 'member', 'all', start_seq, now(), end_seq - $3
       FROM log, unnest($1::uuid[], $2::text[]) AS pair (sub, room) WHERE one`,
      [pairs.map(({ sub }) => sub), pairs.map(({ room }) => room), unread],
    );
    await client.query('ANALYZE chat_rooms, memberships');
  } finally {
    await client.end();
  }
}
