import { computed, signal } from '@preact/signals-core';
import { deadline } from '../api/client.ts';
import { attempt } from '../api/result.ts';
import type { Message, Session } from '../api/types.ts';
import { isConnected } from '../state/connection-status.ts';
import type { KeyValue } from '../state/storage.ts';
import { Administrators } from '../stores/administrators.ts';
import { Draft } from '../stores/draft.ts';
import { toRequest, type NewMessage } from '../stores/entry.ts';
import { GENERAL } from '../stores/general.ts';
import { OutboxStorage } from '../stores/outbox-storage.ts';
import { Outbox } from '../stores/outbox.ts';
import { People } from '../stores/people.ts';
import { PresenceStore } from '../stores/presence.ts';
import { Room } from '../stores/room.ts';
import type { SessionStore } from '../stores/session.ts';
import { Connection } from './connection.ts';
import { dispatchAll, type Stores } from './dispatch.ts';
import { EventLog } from './event-log.ts';

/** What belongs to a session, however many rooms it shows: the rooms by id, the outbox, and one pair of streams. */
export class Chat {
  readonly rooms: ReadonlyMap<string, Room>;
  readonly general: Room;
  readonly outbox: Outbox;
  /** The number of unread messages, in all rooms. */
  readonly unread = computed(() => [...this.rooms.values()].reduce((sum, { unread }) => sum + unread.value, 0));
  readonly people: People;
  readonly presence = new PresenceStore();
  readonly administrators: Administrators;
  readonly connection: Connection;
  readonly #log: EventLog;
  readonly #person;
  readonly #stop = new AbortController();

  /** `onNews` receives new messages of others. */
  constructor(session: SessionStore, person: Session, storage: KeyValue, onNews: (message: Message) => void) {
    const { api } = session;
    this.#person = signal(person);
    this.people = new People(person.sub, storage);
    this.administrators = new Administrators(api);
    const stored = new OutboxStorage(person, storage);
    this.outbox = new Outbox({
      storage: stored,
      send: (item) =>
        attempt(
          api.POST('/messages', { body: toRequest(item), signal: deadline() }),
          (message) => message.id === item.id,
        ),
      connected: () => isConnected(this.connection.status.peek()),
      onSent: (message) => {
        this.rooms.get(message.room)?.timeline.merge(message);
        this.connection.shareSent(message);
      },
    });
    this.general = new Room({
      id: GENERAL,
      api,
      person: this.#person,
      outbox: this.outbox,
      draft: new Draft(person.sub, GENERAL, storage),
      position: () => this.#log.cursor,
    });
    this.rooms = new Map([[this.general.id, this.general]]);
    const stores: Stores = {
      rooms: this.rooms,
      outbox: this.outbox,
      people: this.people,
      presence: this.presence,
      onArrival(message) {
        if (message.sub !== person.sub && message.deletedAt === undefined) onNews(message);
      },
    };
    this.#log = new EventLog(api, {
      load: () => this.#load(),
      onBatch: (batch) => {
        this.connection.shareBatch(batch);
        dispatchAll(batch.events, stores);
      },
    });
    this.connection = new Connection(person.sub, api, this.#log, stores);
    this.#listen(session, stored);
  }

  async start(): Promise<void> {
    await this.#log.load();
    for (const room of this.rooms.values()) room.seen.value = this.#log.cursor;
    this.connection.start();
    const unsubscribe = this.connection.status.subscribe((status) => {
      if (!isConnected(status)) return;
      this.outbox.flush();
      void this.administrators.load();
    });
    this.#stop.signal.addEventListener('abort', unsubscribe);
  }

  /** Reconnects immediately. */
  reconnect(): void {
    this.#retry();
    this.connection.wake();
  }

  stop(): void {
    this.#stop.abort();
    this.connection.stop();
    this.outbox.stop();
    this.#log.stop();
    for (const { timeline } of this.rooms.values()) timeline.stop();
  }

  send(message: NewMessage): void {
    this.outbox.add(message);
    this.connection.probe();
  }

  /** Sends another message in place of a refused one. */
  replace(id: string, message: NewMessage): void {
    this.outbox.rewrite(id, message);
    this.connection.probe();
  }

  /** Marks all messages of a room as read: the newest one is in view. */
  see(room: Room): void {
    const newest = room.timeline.view.peek().messages.at(-1)?.seq ?? 0;
    room.timeline.trim();
    if (room.see(newest)) this.connection.shareSeen(room.id, newest);
  }

  /** The position that all rooms have reached. */
  async #load(): Promise<number | undefined> {
    const positions = await Promise.all([...this.rooms.values()].map(({ timeline }) => timeline.load()));
    return positions.includes(undefined) ? undefined : Math.min(...positions.filter((each) => each !== undefined));
  }

  #retry(): void {
    for (const { timeline } of this.rooms.values()) timeline.retry();
  }

  #listen(session: SessionStore, stored: OutboxStorage): void {
    const { signal: stopped } = this.#stop;
    window.addEventListener('storage', ({ key }) => stored.isConcernedBy(key) && this.outbox.reload(), {
      signal: stopped,
    });
    window.addEventListener('online', () => this.#retry(), { signal: stopped });
    window.addEventListener('beforeunload', (event) => this.#warnOfLoss(event), { signal: stopped });
    window.addEventListener('pagehide', () => this.connection.shareUnsent(this.outbox.volatile()), { signal: stopped });
    stopped.addEventListener(
      'abort',
      session.state.subscribe(() => this.#follow(session.session)),
    );
  }

  /** The session has a new token, and perhaps new rights. */
  #follow(session: Session | undefined): void {
    const before = this.#person.peek();
    if (session?.sub !== before.sub) return;
    this.#person.value = session;
    // Presence shows the account type from when the stream opened: a guest who sets a password opens a new stream.
    if (String(before.roles) !== String(session.roles)) this.connection.wake();
  }

  /** Asks before the page closes with messages that are not stored: they are lost unless another tab adopts them. */
  #warnOfLoss(event: BeforeUnloadEvent): void {
    if (this.outbox.volatile().length > 0) event.preventDefault();
  }
}
