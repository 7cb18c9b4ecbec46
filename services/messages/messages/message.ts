import type { components } from '../../../generated/types/messages.ts';

export type Message = components['schemas']['Message'];
export type Mention = components['schemas']['Mention'];
export type PostRequest = components['schemas']['PostRequest'];

/** A row of the view readable_messages. The columns, the row and the contract's message meet in this file alone. */
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
  mentions: Mention[] | null;
}

export const MESSAGE_COLUMNS = 'id, seq, room, sub, username, guest, text, created_at, edited_at, deleted_at, mentions';

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
    ...(row.mentions ? { mentions: row.mentions } : {}),
    timestamp: row.created_at.toISOString(),
    ...(row.edited_at ? { editedAt: row.edited_at.toISOString() } : {}),
    ...(row.deleted_at ? { deletedAt: row.deleted_at.toISOString() } : {}),
    asOf,
  };
}
