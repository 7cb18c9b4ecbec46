import { deadline, type Api } from '../api/client.ts';
import { attempt, type Result } from '../api/result.ts';
import type { Message, Session } from '../api/types.ts';
import { OutboxStorage } from '../stores/outbox-storage.ts';
import { Outbox, type Outgoing } from '../stores/outbox.ts';
import { signal } from '@preact/signals-core';
import type { KeyValue } from '../state/storage.ts';
import { Administrators } from '../stores/administrators.ts';
import { Timeline, type Batch } from '../stores/timeline.ts';
import { Connection } from '../live/connection.ts';
import type { Entry } from '../features/messages/rows.ts';

/** The room for one user: its messages, the outbox, live updates, and the user's actions. */
export class Chat {
  readonly timeline: Timeline;
  readonly outbox: Outbox;
  readonly connection: Connection;
  readonly administrators: Administrators;
  /** Messages up to this position are read, in this tab or another. Those loaded at the start are not new. */
  readonly seen = signal(Infinity);
  readonly #api: Api;
  readonly #person: () => Session;
  readonly #stop = new AbortController();

  /** `onNews` receives new messages of others. */
  constructor(api: Api, person: () => Session, storage: KeyValue, onNews: (messages: readonly Message[]) => void) {
    const { sub: me } = person();
    this.#api = api;
    this.administrators = new Administrators(api);
    this.#person = person;
    const stored = new OutboxStorage(person(), storage);
    this.timeline = new Timeline(api, (batch) => {
      this.#take(batch);
      onNews(createdIn(batch).filter(({ sub, deletedAt }) => sub !== me && deletedAt === undefined));
    });
    this.outbox = new Outbox({
      storage: stored,
      send: ({ id, text }) =>
        attempt(
          api.POST('/messages', { body: { id, message: text }, signal: deadline() }),
          (message) => message.id === id,
        ),
      connected: () => this.connection.status.value === 'live' || this.connection.status.value === 'polling',
      onSent: (message) => {
        this.timeline.merge(message);
        this.connection.shareSent(message);
      },
    });
    this.connection = new Connection(me, api, this.timeline, {
      onLeader: (leading) => this.outbox.setLeader(leading),
      onSent: (message) => this.#arrive(message),
      onSeen: (seq) => this.#seeUpTo(seq),
      onUnsent: (items) => this.outbox.take(items),
    });
    const listener = { signal: this.#stop.signal };
    window.addEventListener('storage', ({ key }) => stored.isConcernedBy(key) && this.outbox.reload(), listener);
    window.addEventListener('online', () => this.timeline.retry(), listener);
    window.addEventListener('beforeunload', (event) => this.#warnOfLoss(event), listener);
    window.addEventListener('pagehide', () => this.connection.shareUnsent(this.outbox.volatile()), listener);
  }

  async start(): Promise<void> {
    await this.timeline.load();
    this.seen.value = this.timeline.cursor;
    this.connection.start();
    this.connection.status.subscribe((status) => {
      if (status !== 'live' && status !== 'polling') return;
      this.outbox.flush();
      void this.administrators.load();
    });
  }

  /** Reconnects immediately. */
  reconnect(): void {
    this.timeline.retry();
    this.connection.wake();
  }

  stop(): void {
    this.#stop.abort();
    this.connection.stop();
    this.outbox.stop();
    this.timeline.stop();
  }

  send(text: string): void {
    this.outbox.add(text);
    this.connection.probe();
  }

  /** Replaces the text of a refused message and sends it. */
  replace(id: string, text: string): void {
    this.send(text);
    this.outbox.discard(id);
  }

  async edit(id: string, text: string): Promise<Result<Message>> {
    // The response includes all changes known before the request; events that arrive meanwhile may be later.
    const { cursor } = this.timeline;
    const call = this.#api.PATCH('/messages/{id}', {
      params: { path: { id } },
      body: { message: text },
      signal: deadline(),
    });
    const result = await attempt(call, (message) => message.id === id);
    if (result.ok) this.timeline.merge(result.data, cursor);
    return result;
  }

  async remove(id: string): Promise<Result<unknown>> {
    const result = await attempt(this.#api.DELETE('/messages/{id}', { params: { path: { id } }, signal: deadline() }));
    const message = this.timeline.view.value.messages.find((each) => each.id === id);
    if (result.ok && message) this.timeline.merge({ ...message, message: '', deletedAt: new Date().toISOString() });
    return result;
  }

  clear(): Promise<Result<unknown>> {
    return attempt(this.#api.DELETE('/messages/clear', { signal: deadline() }));
  }

  /** Marks all messages as read: the newest one is in view. */
  see(): void {
    const newest = this.timeline.view.value.messages.at(-1)?.seq ?? 0;
    this.timeline.trim();
    if (this.#seeUpTo(newest)) this.connection.shareSeen(newest);
  }

  /** The number of unread messages of others. */
  unread(): number {
    const { messages } = this.timeline.view.value;
    const { sub: me } = this.#person();
    const isNew = ({ seq, sub, deletedAt }: Message) => seq > this.seen.value && sub !== me && deletedAt === undefined;
    return messages.filter(isNew).length;
  }

  /** The queued messages of this browser, as the list shows them. */
  pending(): Entry[] {
    const { sub, username, roles } = this.#person();
    const { messages, status } = this.timeline.view.value;
    const known = new Set(messages.map(({ id }) => id));
    // Until the timeline has loaded, this tab sends nothing.
    const neverLoaded = status === 'failed' && this.seen.value === Infinity;
    const toEntry = ({ id, text, order, state, failure, wait }: Outgoing): Entry => {
      const entry: Entry = {
        id,
        sub,
        username,
        guest: roles.includes('guest'),
        text,
        time: order,
        edited: false,
        state: state === 'sending' && neverLoaded ? 'waiting' : state,
      };
      if (failure !== undefined) entry.failure = failure;
      if (wait !== undefined) entry.wait = wait;
      return entry;
    };
    return this.outbox.items.value.filter(({ id }) => !known.has(id)).map(toEntry);
  }

  /** Asks before the page closes with messages that are not stored: they are lost unless another tab adopts them. */
  #warnOfLoss(event: BeforeUnloadEvent): void {
    if (this.outbox.volatile().length > 0) event.preventDefault();
  }

  #seeUpTo(seq: number): boolean {
    if (seq <= this.seen.value) return false;
    this.seen.value = seq;
    return true;
  }

  #take(batch: Batch): void {
    this.connection.shareBatch(batch);
    this.outbox.confirm(createdIn(batch));
  }

  #arrive(message: Message): void {
    this.timeline.merge(message);
    this.outbox.confirm([message]);
  }
}

function createdIn({ events }: Batch): Message[] {
  return events.flatMap((event) => (event.type === 'created' ? [event.message] : []));
}
