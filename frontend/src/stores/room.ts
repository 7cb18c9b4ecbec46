import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import { deadline, type Api } from '../api/client.ts';
import { attempt, type Result } from '../api/result.ts';
import type { ChatEvent, Mention, Message, MyRoom, Session } from '../api/types.ts';
import type { Draft } from './draft.ts';
import { queuedEntry, type Entry } from './entry.ts';
import type { Outbox } from './outbox.ts';
import { RoomOpening, type LinkedMessage } from './room-opening.ts';
import { isMention, MANY } from './room-counts.ts';
import type { RoomList } from './room-list.ts';
import { Timeline, type TimelineView } from './timeline.ts';
import { Typing } from './typing.ts';

/** A room as the elements show it. */
export interface RoomView extends TimelineView {
  pending: readonly Entry[];
  seen: number;
  unread: number;
  /** The message that the line "New" is above, fixed when the room was opened. */
  firstUnread: number | undefined;
  /** The first unread message is too old to be loaded unasked. */
  isFar: boolean;
  linked: LinkedMessage | undefined;
}

interface RoomOptions {
  id: string;
  api: Api;
  /** The user who is logged in. */
  person: ReadonlySignal<Session>;
  outbox: Outbox;
  draft: Draft;
  list: RoomList;
  /** The log position up to which all events are known. */
  position: () => number;
  /** Whether the chat has loaded: before, nothing is sent. */
  started: ReadonlySignal<boolean>;
}

/** A room: its messages, the queued ones, the draft, the read position, the people who are writing, and the user's actions. */
export class Room {
  readonly id: string;
  readonly timeline: Timeline;
  readonly opening: RoomOpening;
  readonly draft: Draft;
  /** Counts the changes of who is in the room: what lists its members loads again. */
  readonly memberChanges = signal(0);
  readonly #typing: Typing;
  readonly #options: RoomOptions;

  /** The room and the user's membership; undefined if the user is not in it. */
  readonly mine = computed((): MyRoom | undefined => this.#options.list.find(this.id));

  /** Messages up to this position are read, on any device. */
  readonly seen = computed(() => this.mine.value?.marker ?? Infinity);

  /** The number of loaded messages of others that are unread. */
  readonly unread = computed(() => this.#unreadAfter(this.seen.value).length);

  /** The first message that was unread when the room was opened. */
  readonly firstUnread = computed(() => this.#unreadAfter(this.opening.newAfter.value)[0]?.seq);

  /** The messages of this browser queued for the room, as the list shows them. */
  readonly pending = computed((): readonly Entry[] => {
    const { outbox, person, started } = this.#options;
    const { messages, status } = this.timeline.view.value;
    const known = new Set(messages.map(({ id }) => id));
    const stuck = status === 'failed' && !started.value;
    const queued = outbox.items.value.filter(({ id, room }) => room === this.id && !known.has(id));
    return queued.map((outgoing) => queuedEntry(outgoing, person.value, stuck));
  });

  /** Where the list opens depends on what is unread, and on messages that may be older than the first page. */
  readonly #status = computed(() => {
    const { status } = this.timeline.view.value;
    const waits = this.#options.list.status.value === 'loading' || this.opening.isLoading.value;
    return status === 'ready' && waits ? 'loading' : status;
  });

  readonly view = computed((): RoomView => {
    const pending = this.pending.value;
    const [seen, unread, firstUnread] = [this.seen.value, this.unread.value, this.firstUnread.value];
    const { isFar, linked } = this.opening;
    const view = { ...this.timeline.view.value, status: this.#status.value };
    return { ...view, pending, seen, unread, firstUnread, isFar: isFar.value, linked: linked.value };
  });

  constructor(options: RoomOptions) {
    this.#options = options;
    this.id = options.id;
    this.timeline = new Timeline(options.api, options.id);
    this.opening = new RoomOpening(this.timeline);
    this.draft = options.draft;
    this.#typing = new Typing({ send: () => void this.#sendTyping() });
  }

  /** Who else is writing. */
  get typing(): Typing['people'] {
    return this.#typing.people;
  }

  /** The user is writing: call it at every change of the text. */
  writing(): void {
    if (this.#options.list.supported.peek()) this.#typing.write();
  }

  /** The room is shown from now on. */
  enter(): void {
    this.opening.enter();
    this.fixFirstUnread();
  }

  /** Remembers what was unread when the room was opened. Nothing happens later, or before the list of rooms is loaded. */
  fixFirstUnread(): void {
    const mine = this.mine.peek();
    if (mine) this.opening.fix(mine);
  }

  /** The room is no longer shown. */
  leave(): void {
    this.#options.list.release(this.id);
  }

  stop(): void {
    this.timeline.stop();
    this.#typing.stop();
  }

  /** Applies an event of this room. */
  apply(event: ChatEvent): void {
    const me = this.#options.person.peek().sub;
    switch (event.type) {
      case 'created':
        this.#typing.forget(event.message.sub);
        this.timeline.apply(event);
        return;
      case 'edited':
      case 'deleted':
      case 'cleared':
        this.timeline.apply(event);
        return;
      case 'member-joined':
        if (event.member.sub === me) void this.timeline.load();
        this.memberChanges.value += 1;
        return;
      case 'member-left':
        if (event.sub === me) this.timeline.forget();
        this.#typing.forget(event.sub);
        this.memberChanges.value += 1;
        return;
      case 'member-changed':
        this.memberChanges.value += 1;
        return;
      case 'room-changed':
        return;
      default:
        event satisfies never;
    }
  }

  /** Somebody else is writing. */
  receiveTyping(writer: { sub: string; username: string }): void {
    this.#typing.receive(writer);
  }

  /** Marks the messages up to a position as read. Returns whether that is news. */
  see(seq: number): boolean {
    this.fixFirstUnread();
    return this.#options.list.see(this.id, seq, this.#countAfter(seq));
  }

  /** Marks the messages after a position as unread. They stay it while the room is shown. */
  markUnread(seq: number): Promise<Result<unknown>> {
    this.opening.moveTo(seq);
    return this.#options.list.markUnread(this.id, seq);
  }

  async edit(id: string, text: string, mentions?: readonly Mention[]): Promise<Result<Message>> {
    // The response includes all changes known before the request; events that arrive meanwhile may be later.
    const position = this.#options.position();
    const call = this.#options.api.PATCH('/messages/{id}', {
      params: { path: { id } },
      body: { message: text, ...(mentions && { mentions: [...mentions] }) },
      signal: deadline(),
    });
    const result = await attempt(call, (message) => message.id === id);
    if (result.ok) this.timeline.merge(result.data, position);
    return result;
  }

  async remove(id: string): Promise<Result<unknown>> {
    const { api } = this.#options;
    const result = await attempt(api.DELETE('/messages/{id}', { params: { path: { id } }, signal: deadline() }));
    const message = this.timeline.view.peek().messages.find((each) => each.id === id);
    if (result.ok && message) this.timeline.merge({ ...message, message: '', deletedAt: new Date().toISOString() });
    return result;
  }

  clear(): Promise<Result<unknown>> {
    const params = { query: { room: this.id } };
    return attempt(this.#options.api.DELETE('/messages/clear', { params, signal: deadline() }));
  }

  #unreadAfter(position: number): Message[] {
    if (position === Infinity) return [];
    const { sub: me } = this.#options.person.value;
    const after = Math.max(position, this.mine.value?.joinedSeq ?? 0);
    const isNew = ({ seq, sub, deletedAt }: Message) => seq > after && sub !== me && deletedAt === undefined;
    return this.timeline.view.value.messages.filter(isNew);
  }

  /** What is unread after a position, if all messages after it are loaded. */
  #countAfter(seq: number): Pick<MyRoom, 'unread' | 'mentions'> | undefined {
    if (this.timeline.view.peek().status !== 'ready' || seq < this.timeline.start) return undefined;
    const unread = this.#unreadAfter(seq);
    const me = this.#options.person.peek().sub;
    const mentions = unread.filter((message) => isMention(message, me));
    return { unread: Math.min(MANY, unread.length), mentions: Math.min(MANY, mentions.length) };
  }

  async #sendTyping(): Promise<void> {
    const params = { path: { room: this.id } };
    await attempt(this.#options.api.POST('/rooms/{room}/typing', { params, signal: deadline() }));
  }
}
