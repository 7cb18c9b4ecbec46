import { signal } from '@preact/signals-core';
import type { ChatEvent, MembershipSettings, MyRoom } from '../api/types.ts';
import { applyEvent, read, type Applied } from './room-counts.ts';

/** How current the values of a room are: the log position, and the number of changes that are not in the log. */
export interface Version {
  at: number;
  changes: number;
}

/** How the user came to be in a room no longer, as far as it is known. */
export interface LostRoom {
  name: string;
  how: 'left' | 'removed' | 'unknown';
}

const UNKNOWN: Version = { at: 0, changes: 0 };

/**
 * The person's rooms. Answers of requests, events and the person's own actions may arrive in any order: an answer counts
 * only if it includes everything that was applied to its room before.
 */
export class KnownRooms {
  readonly rooms = signal<ReadonlyMap<string, MyRoom>>(new Map());
  /** Those that the user was in since the page was opened. */
  readonly lost = signal<ReadonlyMap<string, LostRoom>>(new Map());
  readonly #me: string;
  /** Also of rooms that were left: an older answer must not bring them back. */
  readonly #versions = new Map<string, Version>();

  constructor(me: string) {
    this.#me = me;
  }

  find(id: string): MyRoom | undefined {
    return this.rooms.value.get(id);
  }

  /** The same, not tracked. */
  peek(id: string): MyRoom | undefined {
    return this.rooms.peek().get(id);
  }

  versionOf(id: string): Version {
    return this.#versions.get(id) ?? UNKNOWN;
  }

  /** The versions of all rooms, to be noted when a request for all of them is sent. */
  versions(): ReadonlyMap<string, Version> {
    return new Map(this.#versions);
  }

  /** Replaces everything with a list as of `cursor`: it may be of another log. */
  begin(rooms: readonly MyRoom[], cursor: number): void {
    this.#versions.clear();
    for (const { id } of rooms) this.#versions.set(id, { at: cursor, changes: 0 });
    this.rooms.value = new Map(rooms.map((room) => [room.id, room]));
  }

  /** Takes a list as of `cursor` of the same log. Returns the rooms that must be asked for, since it does not tell. */
  merge(rooms: readonly MyRoom[], cursor: number, before: ReadonlyMap<string, Version>): string[] {
    const listed = new Set(rooms.map(({ id }) => id));
    const stale = rooms.filter((room) => !this.take(room.id, room, cursor, before.get(room.id) ?? UNKNOWN));
    const missing = [...this.rooms.peek().keys()].filter((id) => !listed.has(id));
    return [...stale.map(({ id }) => id), ...missing];
  }

  /** Takes the answer to a request that was sent at a version. Returns whether it counts. */
  take(id: string, room: MyRoom | undefined, cursor: number, before: Version): boolean {
    const { at, changes } = this.versionOf(id);
    if (cursor < at || changes !== before.changes) return false;
    this.#versions.set(id, { at: cursor, changes });
    if (!room) this.#lose(id, 'unknown');
    this.#put(id, room);
    return true;
  }

  /** Applies an event of the log. Returns whether the room is exact now. */
  apply(event: ChatEvent): boolean {
    const id = event.room;
    const { at, changes } = this.versionOf(id);
    if (event.seq <= at) return true;
    this.#versions.set(id, { at: event.seq, changes });
    if (event.type === 'member-left' && event.sub === this.#me) {
      this.#lose(id, howLost(event.by, this.#me));
      this.#put(id, undefined);
      return true;
    }
    const room = this.peek(id);
    return room !== undefined && this.#settle(id, applyEvent(room, event, this.#me));
  }

  /** Everything up to `seq` is read, or unread after it. Returns whether the room is exact now. */
  mark(id: string, seq: number, rest?: Pick<MyRoom, 'unread' | 'mentions'>): boolean {
    const room = this.peek(id);
    if (!room) return true;
    // Even if it is known: answers on their way may be older.
    this.#count(id);
    if (room.marker === seq) return true;
    return this.#settle(id, read(room, seq, rest));
  }

  /** A change that is not in the log. */
  change(id: string, values: Partial<MyRoom>): void {
    const room = this.peek(id);
    if (!room) return;
    this.#count(id);
    this.#put(id, { ...room, ...values });
  }

  settings(id: string, { level, hidden, mutedUntil }: MembershipSettings): void {
    const room = this.peek(id);
    if (!room) return;
    this.#count(id);
    const next = { ...room, level, hidden };
    delete next.mutedUntil;
    this.#put(id, mutedUntil === undefined ? next : { ...next, mutedUntil });
  }

  /** A room that the person has just entered or left. */
  put(id: string, room: MyRoom | undefined): void {
    this.#count(id);
    this.#put(id, room);
  }

  #lose(id: string, how: LostRoom['how']): void {
    const room = this.peek(id);
    if (room) this.lost.value = new Map(this.lost.peek()).set(id, { name: room.name, how });
  }

  #settle(id: string, { room, exact }: Applied): boolean {
    this.#put(id, room);
    return exact;
  }

  #count(id: string): void {
    const { at, changes } = this.versionOf(id);
    this.#versions.set(id, { at, changes: changes + 1 });
  }

  #put(id: string, room: MyRoom | undefined): void {
    const before = this.rooms.peek();
    if (before.get(id) === room) return;
    const next = new Map(before);
    if (room) next.set(id, room);
    else next.delete(id);
    this.rooms.value = next;
  }
}

function howLost(by: string | undefined, me: string): LostRoom['how'] {
  if (by === undefined) return 'unknown';
  return by === me ? 'left' : 'removed';
}
