import type pg from 'pg';
import type { Caller } from '../../shared/caller.ts';
import { firstRowOf, rowsOf, type Statement } from '../../shared/database/statement.ts';
import { allowed, DEFAULT_ROOM, isGuest, isInGeneral, rightsOf, rolesInRooms } from './permissions.ts';
import {
  MAX_ROOMS,
  roomKey,
  toMyRoom,
  toPublicRoom,
  toSettings,
  type MembershipSettings,
  type MyRoom,
  type PublicRoom,
  type PublicRow,
  type RoomRow,
} from './room.ts';
import { COUNT_MEMBERS, ENSURE_GENERAL, MY_ROOMS, ONE_ROOM } from './statements.ts';

/** What a caller is in a room. */
export interface FoundRoom {
  archived: boolean;
  grants: string[];
}

export interface Person {
  sub: string;
  username: string;
  guest: boolean;
}

/** What a room says to its reader: `room` for those who are in it, `public` for those who may join. */
export interface RoomView {
  cursor: number;
  room?: MyRoom;
  public?: PublicRoom;
}

export interface RoomChange {
  name?: string | undefined;
  topic?: string | undefined;
  archived?: boolean | undefined;
}

export interface SettingsChange {
  level?: MembershipSettings['level'] | undefined;
  /** null ends it. */
  mutedUntil?: string | null | undefined;
  hidden?: boolean | undefined;
}

export type CreateOutcome = 'created' | 'same' | 'conflict' | 'taken' | 'limit';
export type UpdateOutcome = 'changed' | 'unchanged' | 'unknown' | 'forbidden' | 'taken';
export type OpenResult =
  { outcome: 'opened' | 'same'; room: string } | { outcome: 'missing'; room: null } | { outcome: 'limit'; room: null };
export type ClearResult = { outcome: 'cleared'; seq: number } | { outcome: 'unknown' | 'forbidden' };
export type SettingsResult =
  { outcome: 'changed'; settings: MembershipSettings } | { outcome: 'unknown' | 'not-direct' };

/** Each statement is a transaction of its own: nothing holds the log's lock across a round trip. */
const statements = {
  find: { name: 'find-room', text: 'SELECT archived, grants FROM find_room($1, $2, $3)' },
  mine: { name: 'my-rooms', text: MY_ROOMS },
  one: { name: 'one-room', text: ONE_ROOM },
  ensureGeneral: { name: 'ensure-general', text: ENSURE_GENERAL },
  // By name, then by id: archived rooms may have the same name. A page starts after a room's place in this order.
  browse: {
    name: 'browse-rooms',
    text: `
      SELECT r.id, r.kind, r.name, r.topic, r.archived_at IS NOT NULL AS archived, r.created_at,
        ${COUNT_MEMBERS} AS members,
        EXISTS (SELECT FROM memberships AS m WHERE m.sub = $1 AND m.room = r.id) AS joined
      FROM chat_rooms AS r
      WHERE r.kind = 'public' AND r.id <> '${DEFAULT_ROOM}' AND (r.archived_at IS NOT NULL) = $2
        AND ($3::text IS NULL OR position($3 IN r.name_key) > 0)
        AND ($4::text IS NULL OR (r.name_key, r.id) > (SELECT last.name_key, last.id FROM chat_rooms AS last WHERE last.id = $4))
      ORDER BY r.name_key, r.id LIMIT $5`,
  },
  common: {
    name: 'common-rooms',
    text: `
      SELECT r.id
      FROM memberships AS mine
      JOIN memberships AS theirs ON theirs.room = mine.room AND theirs.sub = $2
      JOIN chat_rooms AS r ON r.id = mine.room
      WHERE mine.sub = $1 AND r.kind <> 'direct' AND r.archived_at IS NULL
      ORDER BY r.id <> '${DEFAULT_ROOM}', r.name_key LIMIT ${MAX_ROOMS}`,
  },
  create: { name: 'create-room', text: 'SELECT create_room($1, $2, $3, $4, $5, $6, $7, $8) AS outcome' },
  openDirect: { name: 'open-direct', text: 'SELECT outcome, room FROM open_direct($1, $2, $3, $4, $5, $6, $7)' },
  update: { name: 'update-room', text: 'SELECT update_room($1, $2, $3, $4, $5, $6, $7, $8, $9) AS outcome' },
  clear: { name: 'clear', text: 'SELECT outcome, seq FROM clear_room($1, $2, $3, $4, $5)' },
  // What hides a room must be a direct one; then nothing is changed.
  settings: {
    name: 'membership-settings',
    text: `
      WITH place AS (
        SELECT $6::boolean IS NULL OR r.kind = 'direct' AS fits
        FROM memberships AS m JOIN chat_rooms AS r ON r.id = m.room WHERE m.sub = $1 AND m.room = $2
      ), changed AS (
        UPDATE memberships SET
          level = coalesce($3, level), muted_until = CASE WHEN $4 THEN $5::timestamptz ELSE muted_until END,
          hidden = coalesce($6, hidden)
        FROM place WHERE sub = $1 AND room = $2 AND place.fits
        RETURNING level, muted_until, memberships.hidden
      )
      SELECT place.fits, changed.* FROM place LEFT JOIN changed ON true`,
  },
} satisfies Record<string, Statement>;

/** Reads and changes rooms. Every method throws `unavailable` if the database is unreachable. */
export class RoomStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Undefined if it does not exist. */
  async find(id: string, caller: Caller): Promise<FoundRoom | undefined> {
    const [room] = await rowsOf<FoundRoom & pg.QueryResultRow>(this.#pool, statements.find, [
      id,
      caller.sub,
      rolesInRooms(caller),
    ]);
    return room;
  }

  /** The caller's rooms, and the log's end at which they were so. */
  async list(caller: Caller): Promise<{ rooms: MyRoom[]; cursor: number }> {
    const list = await this.#list(caller.sub);
    if (!isInGeneral(caller) || list.rooms.some(({ id }) => id === DEFAULT_ROOM)) return list;
    await this.ensureGeneral(caller);
    return this.#list(caller.sub);
  }

  /** Makes the caller's row of `general`, with everything read, if there is none. */
  async ensureGeneral(caller: Caller): Promise<void> {
    await rowsOf(this.#pool, statements.ensureGeneral, [caller.sub, caller.username, isGuest(caller)]);
  }

  /** Undefined if the caller may not know the room. */
  async view(id: string, caller: Caller): Promise<RoomView | undefined> {
    type Row = RoomRow & { end_seq: number };
    const [row] = await rowsOf<Row>(this.#pool, statements.one, seenBy(caller, id));
    if (!row) return undefined;
    const cursor = row.end_seq;
    return row.joined ? { cursor, room: toMyRoom(row) } : { cursor, public: toPublicRoom(row) };
  }

  /** Like `view`, with the membership that somebody else would have, for administrators who change a room without one. */
  async viewAsMember(id: string, caller: Caller): Promise<MyRoom | undefined> {
    const [row] = await rowsOf<RoomRow>(this.#pool, statements.one, seenBy(caller, id));
    return row && toMyRoom(row);
  }

  /** @param after the id of the last room of the page before */
  async browse(
    sub: string,
    {
      q,
      archived,
      after,
      limit,
    }: { q?: string | undefined; archived: boolean; after?: string | undefined; limit: number },
  ): Promise<PublicRoom[]> {
    const values = [sub, archived, q === undefined ? null : roomKey(q), after ?? null, limit];
    return (await rowsOf<PublicRow>(this.#pool, statements.browse, values)).map(toPublicRoom);
  }

  /** The ids of the rooms that both are in. */
  async common(sub: string, other: string): Promise<string[]> {
    const rows = await rowsOf<{ id: string }>(this.#pool, statements.common, [sub, other]);
    return rows.map(({ id }) => id);
  }

  async create(
    { id, kind, name, topic }: { id: string; kind: 'public' | 'private'; name: string; topic: string },
    { sub, username }: Caller,
  ): Promise<CreateOutcome> {
    const values = [id, kind, name, roomKey(name), topic, sub, username, MAX_ROOMS];
    const { outcome } = await firstRowOf<{ outcome: CreateOutcome }>(this.#pool, statements.create, values);
    return outcome;
  }

  /** @param people all people of the room; undefined opens it only if it exists */
  async openDirect(key: string, newId: string, people: Person[] | undefined, opener: Caller): Promise<OpenResult> {
    const { sub, username } = opener;
    const given = people === undefined ? null : JSON.stringify(people);
    const values = [key, newId, given, sub, username, isGuest(opener), MAX_ROOMS];
    return firstRowOf<OpenResult & pg.QueryResultRow>(this.#pool, statements.openDirect, values);
  }

  async update(id: string, caller: Caller, { name, topic, archived }: RoomChange): Promise<UpdateOutcome> {
    const key = name === undefined ? null : roomKey(name);
    const values = [id, ...rightsOf(caller, 'room.update'), name ?? null, key, topic ?? null, archived ?? null];
    const { outcome } = await firstRowOf<{ outcome: UpdateOutcome }>(this.#pool, statements.update, values);
    return outcome;
  }

  /** Deletes all messages of a room. */
  async clear(id: string, caller: Caller): Promise<ClearResult> {
    const values = [id, ...rightsOf(caller, 'room.clear')];
    return firstRowOf<ClearResult & pg.QueryResultRow>(this.#pool, statements.clear, values);
  }

  async changeSettings(id: string, sub: string, change: SettingsChange): Promise<SettingsResult> {
    type Row = { fits: boolean } & Pick<RoomRow, 'level' | 'muted_until' | 'hidden'>;
    const { level, mutedUntil, hidden } = change;
    const values = [sub, id, level ?? null, mutedUntil !== undefined, mutedUntil ?? null, hidden ?? null];
    const [row] = await rowsOf<Row>(this.#pool, statements.settings, values);
    if (!row) return { outcome: 'unknown' };
    return row.fits ? { outcome: 'changed', settings: toSettings(row) } : { outcome: 'not-direct' };
  }

  async #list(sub: string): Promise<{ rooms: MyRoom[]; cursor: number }> {
    type Row = { end_seq: number } & (RoomRow | { id: null });
    const rows = await rowsOf<Row>(this.#pool, statements.mine, [sub]);
    const [first] = rows;
    if (!first) throw new Error('the table log has no row');
    return { cursor: first.end_seq, rooms: rows.flatMap((row) => (row.id === null ? [] : [toMyRoom(row)])) };
  }
}

const seenBy = (caller: Caller, id: string) => [caller.sub, id, rolesInRooms(caller), allowed('room.find')];
