import { computed, signal } from '@preact/signals-core';
import type { Api } from '../api/client.ts';
import type { Result } from '../api/result.ts';
import type {
  ChatEvent,
  CreateRoomRequest,
  Member,
  MemberPage,
  MembershipSettings,
  MentionPage,
  MyRoom,
  PublicRoomPage,
  RoomLookup,
  Signal,
  UpdateMembershipRequest,
  UpdateRoomRequest,
} from '../api/types.ts';
import { backoff, Pause } from '../state/backoff.ts';
import { later, type Later } from '../state/timer.ts';
import { uuid } from '../text/uuid.ts';
import { GENERAL } from './general.ts';
import { KnownRooms, type LostRoom } from './known-rooms.ts';
import { ReadMarks } from './read-marks.ts';
import { isMuted } from './room-counts.ts';
import { RoomQuestions } from './room-questions.ts';
import { RoomRequests, type Browsing } from './room-requests.ts';
import { describeUnknown } from './unknown-room.ts';

interface RoomListOptions {
  api: Api;
  /** The user's `sub`. */
  me: string;
  /** The log position up to which all events are known. */
  position: () => number;
  later?: Later;
}

/** The rooms that the user is in, with what is unread of each, and what the user can do with them. */
export class RoomList {
  /** After `failed`, loading is retried automatically. */
  readonly status = signal<'loading' | 'ready' | 'failed'>('loading');
  /** False: the server is of the release before rooms and has `general` alone. */
  readonly supported = signal(true);
  readonly #requests: RoomRequests;
  readonly #known: KnownRooms;
  readonly #marks: ReadMarks;
  readonly #questions: RoomQuestions;
  readonly #options: RoomListOptions;
  readonly #pause = new Pause();
  readonly #stop = new AbortController();

  /** Latest activity first, without archived and hidden ones. */
  readonly rooms = computed((): readonly MyRoom[] =>
    [...this.#known.rooms.value.values()]
      .filter(({ archived, hidden }) => !archived && !hidden)
      .sort((one, other) => activityOf(other) - activityOf(one)),
  );
  /** The number of unread messages of others in all rooms that are not muted. */
  readonly unread = computed(() => sum(this.rooms.value.filter((room) => !isMuted(room)).map(({ unread }) => unread)));
  /** The number of unread messages that mention the user. */
  readonly mentions = computed(() => sum(this.rooms.value.map(({ mentions }) => mentions)));

  constructor(options: RoomListOptions) {
    this.#options = options;
    const timer = { later: options.later ?? later };
    this.#requests = new RoomRequests(options.api);
    this.#known = new KnownRooms(options.me);
    this.#marks = new ReadMarks({
      ...timer,
      send: (id, seq) => this.#requests.markRead(id, seq, false),
      onMarked: ({ room, seq }) => this.#took(room, this.#known.mark(room, seq)),
    });
    this.#questions = new RoomQuestions({ ...timer, ask: (id) => this.#askNow(id) });
  }

  /** Also an archived or hidden one. */
  find(id: string): MyRoom | undefined {
    return this.#known.find(id);
  }

  /** Why a room that was open is not any more. */
  lost(id: string): LostRoom | undefined {
    return this.#known.lost.value.get(id);
  }

  stop(): void {
    this.#stop.abort();
    this.#questions.stop();
    this.#marks.stop();
  }

  /** Retries immediately if loading has failed. */
  retry(): void {
    this.#pause.wake();
  }

  /** Loads all rooms, with retries. Returns their log position; Infinity without one, undefined if stopped before. */
  async load(): Promise<number | undefined> {
    const { signal: stopped } = this.#stop;
    for (let failures = 1; !stopped.aborted; failures += 1) {
      const result = await this.#requests.list();
      if (result.ok || isUnsupported(result)) {
        this.supported.value = result.ok;
        this.#known.begin(
          result.ok ? result.data.rooms : [{ ...describeUnknown(GENERAL), marker: Infinity }],
          result.ok ? result.data.cursor : 0,
        );
        this.status.value = 'ready';
        return result.ok ? result.data.cursor : Infinity;
      }
      this.status.value = 'failed';
      await this.#pause.sleep(backoff(failures, result.failure.retryAfter), stopped);
    }
    return undefined;
  }

  /** Requests all rooms again: after a reconnection, signals may have been missed. */
  async refresh(): Promise<void> {
    const before = this.#known.versions();
    this.#marks.flush();
    const result = await this.#requests.list();
    if (!result.ok || this.#stop.signal.aborted) return;
    const { rooms, cursor } = result.data;
    if (!this.supported.peek()) return;
    this.#known.merge(rooms, cursor, before).forEach((id) => this.#ask(id));
    for (const { id, marker } of rooms) {
      const seq = this.#marks.unsettled(id) ?? 0;
      if (seq > marker) this.#took(id, this.#known.mark(id, seq));
    }
  }

  /** Without rooms, what is read is known from when the page was opened on. */
  beginAt(position: number): void {
    if (!this.supported.peek()) this.#known.change(GENERAL, { marker: position });
  }

  apply(event: ChatEvent): void {
    this.#took(event.room, this.#known.apply(event));
  }

  /** What another device of the user has done. */
  receive(signal: Exclude<Signal, { type: 'typing' }>): void {
    const { room: id } = signal;
    if (signal.type === 'membership') this.#known.settings(id, signal.settings);
    // An earlier position is this device's own answer that was overtaken, or "unread" of another one.
    else if (signal.seq < (this.#known.peek(id)?.marker ?? 0)) this.#ask(id);
    else this.#took(id, this.#known.mark(id, signal.seq));
  }

  /** Everything up to `seq` is read; `rest` is what is unread after it, where it is known. Returns whether it is news. */
  see(id: string, seq: number, rest?: Pick<MyRoom, 'unread' | 'mentions'>): boolean {
    const marker = this.#known.peek(id)?.marker;
    if (marker === undefined || seq <= marker || this.#marks.isHeld(id)) return false;
    this.#known.mark(id, seq, rest);
    if (this.supported.peek()) this.#marks.move(id, seq);
    return true;
  }

  /** Everything after `seq` is unread, until the room is left. */
  async markUnread(id: string, seq: number): Promise<Result<unknown>> {
    this.#marks.hold(id);
    this.#known.mark(id, seq);
    const result = await this.#requests.markRead(id, seq, true);
    this.#ask(id);
    return result;
  }

  /** The user has left a room that was shown: what is read there counts again. */
  release(id: string): void {
    this.#marks.release(id);
  }

  async markAllRead(): Promise<Result<unknown>> {
    const position = this.#options.position();
    const result = await this.#requests.markAllRead(position);
    if (result.ok) for (const { id, marker } of this.rooms.peek()) this.#known.mark(id, Math.max(marker, position));
    return result;
  }

  /** The room as the server has it: for one that the user is not in, or that is not listed. */
  async view(id: string): Promise<Result<RoomLookup>> {
    const before = this.#known.versionOf(id);
    const result = await this.#requests.view(id);
    if (result.ok) this.#known.take(id, result.data.room, result.data.cursor, before);
    return result;
  }

  async create({ kind, name, topic }: Omit<CreateRoomRequest, 'id'>): Promise<Result<MyRoom>> {
    return this.#enter(await this.#requests.create({ id: uuid(), kind, name, ...(topic !== undefined && { topic }) }));
  }

  /** The direct room with these people; without any, the user's notes. */
  async openDirect(subs: readonly string[]): Promise<Result<MyRoom>> {
    return this.#enter(await this.#requests.openDirect([...subs]));
  }

  async join(id: string): Promise<Result<unknown>> {
    const result = await this.add(id, this.#options.me);
    return result.ok ? this.view(id) : result;
  }

  leave(id: string): Promise<Result<unknown>> {
    return this.remove(id, this.#options.me);
  }

  add(id: string, sub: string): Promise<Result<Member>> {
    return this.#requests.add(id, sub);
  }

  async remove(id: string, sub: string): Promise<Result<unknown>> {
    const result = await this.#requests.remove(id, sub);
    if (result.ok && sub === this.#options.me) this.#known.put(id, undefined);
    return result;
  }

  setRole(id: string, sub: string, role: Member['role']): Promise<Result<Member>> {
    return this.#requests.setRole(id, sub, role);
  }

  async update(id: string, changes: UpdateRoomRequest): Promise<Result<MyRoom>> {
    const result = await this.#requests.update(id, changes);
    if (!result.ok) return result;
    const { name, topic, archived } = result.data;
    this.#known.change(id, { name, topic, archived });
    return result;
  }

  async setMembership(id: string, changes: UpdateMembershipRequest): Promise<Result<MembershipSettings>> {
    const result = await this.#requests.setMembership(id, changes);
    if (result.ok) this.#known.settings(id, result.data);
    return result;
  }

  /** `abort` ends the request. */
  browse(query: Browsing, abort?: AbortSignal): Promise<Result<PublicRoomPage>> {
    return this.#requests.browse(query, abort);
  }

  members(id: string, after?: string): Promise<Result<MemberPage>> {
    return this.#requests.members(id, after);
  }

  listMentions(before?: number): Promise<Result<MentionPage>> {
    return this.#requests.mentions(before);
  }

  #enter(result: Result<MyRoom>): Result<MyRoom> {
    if (!result.ok) return result;
    this.#known.put(result.data.id, result.data);
    // As of which position the answer is, is unknown.
    this.#ask(result.data.id);
    return result;
  }

  #took(id: string, exact: boolean): void {
    if (!exact) this.#ask(id);
  }

  #ask(id: string): void {
    if (this.supported.peek()) this.#questions.ask(id);
  }

  async #askNow(id: string): Promise<'answered' | 'stale' | 'failed'> {
    // The answer would be older than what was read.
    if (this.#marks.unsettled(id) !== undefined) return 'stale';
    const before = this.#known.versionOf(id);
    const result = await this.#requests.view(id);
    // A replica of the release before knows no rooms: only "there is no such room" means that the user is not in it.
    if (!result.ok && result.failure.kind !== 'unknown-room') return 'failed';
    const [room, cursor] = result.ok ? [result.data.room, result.data.cursor] : [undefined, before.at];
    return this.#known.take(id, room, cursor, before) ? 'answered' : 'stale';
  }
}

function isUnsupported(result: Result<unknown>): boolean {
  return !result.ok && (result.failure.status === 404 || result.failure.status === 400);
}

function activityOf({ lastMessage, joinedSeq }: MyRoom): number {
  return Math.max(lastMessage?.seq ?? 0, joinedSeq);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
