import { effect, signal } from '@preact/signals-core';
import { deadline, type Api } from '../api/client.ts';
import { attempt } from '../api/result.ts';
import type { ChatEvent, Message, Session } from '../api/types.ts';
import { isConnected } from '../state/connection-status.ts';
import type { KeyValue } from '../state/storage.ts';
import { Administrators } from '../stores/administrators.ts';
import { Drafts } from '../stores/draft.ts';
import { toRequest, type NewMessage } from '../stores/entry.ts';
import { GENERAL } from '../stores/general.ts';
import { ignoredIn } from '../stores/ignored.ts';
import { OutboxStorage } from '../stores/outbox-storage.ts';
import { Outbox } from '../stores/outbox.ts';
import { People } from '../stores/people.ts';
import { PreferenceStore } from '../stores/preferences.ts';
import { PresenceStore } from '../stores/presence.ts';
import { RoomList } from '../stores/room-list.ts';
import { Room } from '../stores/room.ts';
import type { SessionStore } from '../stores/session.ts';
import { UnsentTexts } from '../stores/unsent-texts.ts';
import { Activity } from './activity.ts';
import { Connection } from './connection.ts';
import { dispatchAll, type Stores } from './dispatch.ts';
import { EventLog } from './event-log.ts';
import { OpenedRooms } from './opened-rooms.ts';

/** What belongs to a session, however many rooms it shows: the rooms by id, the outbox, and one pair of streams. */
export class Chat {
  /** The rooms that the user is in, and what the user can do with them. */
  readonly roomList: RoomList;
  /** The room that is shown, if any. */
  readonly shown = signal<Room | undefined>(undefined);
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly unsent: UnsentTexts;
  readonly people: People;
  readonly presence = new PresenceStore();
  readonly preferences: PreferenceStore;
  readonly administrators: Administrators;
  readonly connection: Connection;
  readonly #rooms = new OpenedRooms((id) => this.#makeRoom(id));
  readonly #log: EventLog;
  readonly #api: Api;
  readonly #person;
  readonly #storage: KeyValue;
  readonly #lastRoomKey: string;
  readonly #started = signal(false);
  readonly #stop = new AbortController();

  /** `onNews` receives new messages of others in the room that is shown, `onEvents` the events of all rooms. */
  constructor(
    session: SessionStore,
    person: Session,
    storage: KeyValue,
    { onNews, onEvents }: { onNews: (message: Message) => void; onEvents: (events: readonly ChatEvent[]) => void },
  ) {
    const { api } = session;
    this.#api = api;
    this.#storage = storage;
    this.#lastRoomKey = `chat:last-room:${person.sub}`;
    this.#person = signal(person);
    this.people = new People(person.sub, storage);
    this.preferences = new PreferenceStore(person.sub, api, storage);
    this.administrators = new Administrators(api);
    this.roomList = new RoomList({ api, me: person.sub, position: () => this.#log.cursor });
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
        this.#rooms.byId.get(message.room)?.timeline.merge(message);
        this.connection.shareSent(message);
      },
    });
    this.drafts = new Drafts(person.sub, storage);
    this.unsent = new UnsentTexts({ outbox: this.outbox, drafts: this.drafts, isIn: (id) => this.#isIn(id) });
    const stores: Stores = {
      rooms: this.#rooms.byId,
      roomList: this.roomList,
      outbox: this.outbox,
      people: this.people,
      presence: this.presence,
      preferences: this.preferences,
      onArrival: (message) => {
        const isShown = message.room === this.shown.peek()?.id;
        const isHidden = message.deletedAt !== undefined || ignoredIn(this.preferences.value.peek()).has(message.sub);
        if (isShown && message.sub !== person.sub && !isHidden) onNews(message);
      },
    };
    this.#log = new EventLog(api, {
      load: () => this.#load(),
      isWhole: () => this.roomList.supported.peek(),
      onBatch: (batch) => {
        this.connection.shareBatch(batch);
        dispatchAll(batch.events, stores);
        onEvents(batch.events);
      },
    });
    this.connection = new Connection(person.sub, api, this.#log, stores);
    new Activity({ api, storage, sub: person.sub }).start(this.#stop.signal);
    this.#listen(session, stored);
  }

  async start(): Promise<void> {
    await this.#log.load();
    this.#started.value = true;
    this.connection.start();
    let connected = true;
    const unsubscribe = this.connection.status.subscribe((status) => {
      const before = connected;
      connected = isConnected(status);
      if (!connected) return;
      this.outbox.flush();
      void this.administrators.load();
      // What is not in the log may have been missed.
      if (!before) void this.roomList.refresh();
    });
    this.#stop.signal.addEventListener('abort', unsubscribe);
  }

  /** Shows a room, and leaves the one before. The room that is shown already is returned unchanged. */
  open(id: string): Room {
    const before = this.shown.peek();
    if (before?.id === id) return before;
    before?.leave();
    const room = this.#rooms.show(id);
    room.enter();
    this.shown.value = room;
    this.#storage.set(this.#lastRoomKey, id);
    return room;
  }

  /** Shows no room: on a phone, the list. */
  close(): void {
    this.shown.peek()?.leave();
    this.shown.value = undefined;
  }

  /** The room to show if the address names none: the one shown last, if the user is still in it. */
  get lastRoom(): string {
    const id = this.#storage.get(this.#lastRoomKey) ?? GENERAL;
    return this.roomList.status.value !== 'ready' || this.roomList.find(id) ? id : GENERAL;
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
    this.roomList.stop();
    this.#rooms.stop();
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

  /** Marks the messages of a room up to a position as read: the lowest one that was in view. */
  see(room: Room, seq: number): void {
    // Who reads older messages keeps them.
    if (seq >= (room.timeline.view.peek().messages.at(-1)?.seq ?? 0)) room.timeline.trim();
    if (room.see(seq)) this.connection.shareSeen(room.id, seq);
  }

  /** Loads the list and the opened rooms. Returns the position that all of them have reached. */
  async #load(): Promise<number | undefined> {
    this.#rooms.load();
    const listed = await this.roomList.load();
    if (listed === undefined) return undefined;
    this.shown.peek()?.fixFirstUnread();
    if (!this.roomList.supported.peek() && !this.#rooms.byId.has(GENERAL)) this.#rooms.add(GENERAL);
    const position = await this.#rooms.position(listed);
    if (this.#stop.signal.aborted || position === Infinity) return undefined;
    this.roomList.beginAt(position);
    return position;
  }

  #isIn(id: string): boolean | undefined {
    const { status, supported } = this.roomList;
    // Otherwise `general` is all that is known.
    if (status.value !== 'ready' || !supported.value) return undefined;
    return this.roomList.find(id) !== undefined;
  }

  #makeRoom(id: string): Room {
    return new Room({
      id,
      api: this.#api,
      person: this.#person,
      outbox: this.outbox,
      draft: this.drafts.of(id),
      list: this.roomList,
      position: () => this.#log.cursor,
      started: this.#started,
    });
  }

  #retry(): void {
    this.roomList.retry();
    this.#rooms.retry();
  }

  #listen(session: SessionStore, stored: OutboxStorage): void {
    const { signal: stopped } = this.#stop;
    const followStorage = ({ key }: StorageEvent) => {
      if (stored.isConcernedBy(key)) this.outbox.reload();
      this.drafts.follow(key);
    };
    window.addEventListener('storage', followStorage, { signal: stopped });
    const look = () => {
      const isReading = !document.hidden && document.hasFocus();
      this.connection.look(isReading ? this.shown.value?.id : undefined);
    };
    stopped.addEventListener('abort', effect(look));
    for (const event of ['focus', 'blur', 'visibilitychange'])
      window.addEventListener(event, look, { signal: stopped });
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
