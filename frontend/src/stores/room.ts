import { computed, signal, type ReadonlySignal } from '@preact/signals-core';
import { deadline, type Api } from '../api/client.ts';
import { attempt, type Result } from '../api/result.ts';
import type { Message, Session } from '../api/types.ts';
import type { Draft } from './draft.ts';
import { queuedEntry, type Entry } from './entry.ts';
import type { Outbox } from './outbox.ts';
import { Timeline, type TimelineView } from './timeline.ts';

/** A room as the elements show it. */
export interface RoomView extends TimelineView {
  pending: readonly Entry[];
  seen: number;
  unread: number;
}

interface RoomOptions {
  id: string;
  api: Api;
  /** The user who is logged in. */
  person: ReadonlySignal<Session>;
  outbox: Outbox;
  draft: Draft;
  /** The log position up to which all events are known. */
  position: () => number;
}

/** A room: its messages, the queued ones, the draft, how far it was read, and the user's actions. */
export class Room {
  readonly id: string;
  readonly timeline: Timeline;
  readonly draft: Draft;
  /** Messages up to this position are read, in this tab or another. Those loaded at the start are not new. */
  readonly seen = signal(Infinity);
  readonly #options: RoomOptions;

  /** The number of unread messages of others. */
  readonly unread = computed(() => {
    const { sub: me } = this.#options.person.value;
    const after = this.seen.value;
    const isNew = ({ seq, sub, deletedAt }: Message) => seq > after && sub !== me && deletedAt === undefined;
    return this.timeline.view.value.messages.filter(isNew).length;
  });

  /** The messages of this browser queued for the room, as the list shows them. */
  readonly pending = computed((): readonly Entry[] => {
    const { outbox, person } = this.#options;
    const { messages, status } = this.timeline.view.value;
    const known = new Set(messages.map(({ id }) => id));
    // Until the room has loaded, this tab sends nothing.
    const neverLoaded = status === 'failed' && this.seen.value === Infinity;
    const queued = outbox.items.value.filter(({ id, room }) => room === this.id && !known.has(id));
    return queued.map((outgoing) => queuedEntry(outgoing, person.value, neverLoaded));
  });

  readonly view = computed((): RoomView => {
    const pending = this.pending.value;
    return { ...this.timeline.view.value, pending, seen: this.seen.value, unread: this.unread.value };
  });

  constructor(options: RoomOptions) {
    this.#options = options;
    this.id = options.id;
    this.timeline = new Timeline(options.api, options.id);
    this.draft = options.draft;
  }

  /** Marks the messages up to a position as read. Returns whether that is news. */
  see(seq: number): boolean {
    if (seq <= this.seen.peek()) return false;
    this.seen.value = seq;
    return true;
  }

  async edit(id: string, text: string): Promise<Result<Message>> {
    // The response includes all changes known before the request; events that arrive meanwhile may be later.
    const position = this.#options.position();
    const call = this.#options.api.PATCH('/messages/{id}', {
      params: { path: { id } },
      body: { message: text },
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
}
