import type { components } from '../../../generated/types/messages.ts';
import { foldCase } from '../../shared/text/names.ts';

export type MyRoom = components['schemas']['MyRoom'];
export type PublicRoom = components['schemas']['PublicRoom'];
export type MembershipSettings = components['schemas']['MembershipSettings'];

/** Rooms that a person may be in, besides `general`. */
export const MAX_ROOMS = 500;
export const MAX_MEMBERS = 10_000;

/** A room with a person's membership, as rooms/store.ts reads it. */
export interface RoomRow {
  id: string;
  kind: MyRoom['kind'];
  name: string;
  topic: string;
  archived: boolean;
  created_at: Date;
  members: number;
  people: NonNullable<MyRoom['people']> | null;
  joined: boolean;
  role: MyRoom['role'];
  level: MyRoom['level'];
  muted_until: Date | null;
  hidden: boolean;
  joined_seq: number;
  read_seq: number;
  unread: number;
  mentions: number;
  last_seq: number | null;
  last_at: Date | null;
}

export function toMyRoom(row: RoomRow): MyRoom {
  return {
    ...commonOf(row),
    ...(row.people ? { people: row.people } : {}),
    role: row.role,
    ...toSettings(row),
    joinedSeq: row.joined_seq,
    marker: row.read_seq,
    unread: row.unread,
    mentions: row.mentions,
    ...(row.last_seq !== null && row.last_at
      ? { lastMessage: { seq: row.last_seq, timestamp: row.last_at.toISOString() } }
      : {}),
  };
}

export type PublicRow = Pick<
  RoomRow,
  'id' | 'kind' | 'name' | 'topic' | 'archived' | 'created_at' | 'members' | 'joined'
>;

export function toPublicRoom(row: PublicRow): PublicRoom {
  return { ...commonOf(row), joined: row.joined };
}

export function toSettings(row: Pick<RoomRow, 'level' | 'muted_until' | 'hidden'>): MembershipSettings {
  return {
    level: row.level,
    ...(row.muted_until ? { mutedUntil: row.muted_until.toISOString() } : {}),
    hidden: row.hidden,
  };
}

function commonOf({ id, kind, name, topic, archived, created_at, members }: PublicRow) {
  return { id, kind, name, topic, archived, createdAt: created_at.toISOString(), members };
}

/** The form in which a name is stored: surrounding and repeated spaces cannot be seen. */
export function cleanName(name: string): string {
  return name.trim().replace(/\s+/gu, ' ');
}

/** By which names are compared and searched: without case and width. */
export function roomKey(name: string): string {
  return cleanName(foldCase(name));
}

/** The subs of a direct room's people, the same for every order. */
export function directKey(subs: readonly string[]): string {
  return [...new Set(subs)].sort().join();
}
