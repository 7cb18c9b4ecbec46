import type pg from 'pg';
import type { components } from '../../../generated/types/messages.ts';
import { orUnavailable } from '../../shared/database/pool.ts';

export type Message = components['schemas']['Message'];
export type Event = components['schemas']['Event'];

/** A prepared statement: each connection prepares it once, by name. */
export interface Statement {
  name: string;
  text: string;
}

/** A row of shown_messages. */
export interface MessageRow {
  id: string;
  seq: number;
  room: string;
  sub: string;
  username: string;
  guest: boolean;
  text: string;
  created_at: Date;
  edited_at: Date | null;
  deleted_at: Date | null;
}
export const MESSAGE_COLUMNS = 'id, seq, room, sub, username, guest, text, created_at, edited_at, deleted_at';

/** An event joined to its message. */
export type EventRow = { event_seq: number; event_type: Event['type']; event_room: string } & (
  MessageRow | { id: null }
);

/** Throws `unavailable` if the database is unreachable. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  const { rows } = await orUnavailable(() => pool.query<Row>({ ...statement, values }));
  return rows;
}

export async function firstRowOf<Row extends pg.QueryResultRow>(
  pool: pg.Pool,
  statement: Statement,
  values: unknown[],
): Promise<Row> {
  const [row] = await rowsOf<Row>(pool, statement, values);
  if (!row) throw new Error(`${statement.name} returned no row`);
  return row;
}

/** @param asOf the log's end when the row was read */
export function toMessage(row: MessageRow, asOf: number): Message {
  return {
    id: row.id,
    seq: row.seq,
    room: row.room,
    sub: row.sub,
    username: row.username,
    guest: row.guest,
    message: row.text,
    timestamp: row.created_at.toISOString(),
    ...(row.edited_at ? { editedAt: row.edited_at.toISOString() } : {}),
    ...(row.deleted_at ? { deletedAt: row.deleted_at.toISOString() } : {}),
    asOf,
  };
}

/** @param asOf the log's end when the row was read */
export function toEvent(row: EventRow, asOf: number): Event {
  const { event_seq: seq, event_type: type, event_room: room } = row;
  if (type === 'cleared') return { seq, type, room };
  if (row.id === null) throw new Error(`event ${seq} (${type}) has no message`);
  return { seq, type, room, message: toMessage(row, asOf) };
}
