import { effect, signal } from '@preact/signals-core';
import type { Api } from '../api/client.ts';
import type { Message, Preferences, Signal } from '../api/types.ts';
import { openChannel, type Channel } from '../state/channel.ts';
import type { ConnectionStatus } from '../state/connection-status.ts';
import { Stopwatch } from '../state/stopwatch.ts';
import type { QueuedMessage } from '../stores/entry.ts';
import type { RoomlessMessage } from '../stores/outbox-storage.ts';
import type { Names } from '../stores/people.ts';
import type { Presence } from '../stores/presence.ts';
import { GENERAL } from '../stores/general.ts';
import { uuid } from '../text/uuid.ts';
import { dispatchAll, type PresenceEvent, type Stores } from './dispatch.ts';
import type { EventBatch, EventLog } from './event-log.ts';
import { messageFeed, presenceFeed } from './feeds.ts';
import { Follower } from './follow.ts';
import { seekLeadership, type Leadership } from './leadership.ts';
import { beat, watchForSuspicion } from './suspicion.ts';

/**
 * Messages between the tabs of a browser. During an update they may show two builds: a property keeps its name, a new
 * one is optional, and a type that a tab does not know is ignored.
 */
type TabMessage =
  | { type: 'hello' | 'probe' | 'wake' }
  | { type: 'state'; link: ConnectionStatus; presence: Presence }
  | { type: 'names'; names: Names }
  | { type: 'preferences'; preferences: Preferences }
  | { type: 'batch'; batch: EventBatch }
  | { type: 'signals'; signals: readonly Signal[] }
  | { type: 'sent'; message: Message }
  | { type: 'seen'; room?: string; seq: number }
  // The room that a window with the focus shows; without one, it has lost the focus.
  | { type: 'looking'; tab: string; room?: string }
  // Of a tab that closes and could not store them.
  | { type: 'unsent'; items: readonly RoomlessMessage[] };

const HEARTBEAT_MS = 5_000;
/** A visible tab takes the lead after the leader was silent for this long, in milliseconds. */
const SILENCE_MS = 20_000;
/** How long a tab waits for the leader's answer to a probe, in milliseconds. */
const ANSWER_MS = 3_000;

/**
 * Live updates from the server. Browsers allow six HTTP/1.1 connections per server, so one tab, the leader, follows the
 * two streams and shares them with the others. Another tab takes over when the leader closes or no longer responds.
 */
export class Connection {
  readonly status = signal<ConnectionStatus>('connecting');
  readonly #api: Api;
  readonly #log: EventLog;
  readonly #stores: Stores;
  readonly #name: string;
  readonly #channel: Channel<TabMessage>;
  readonly #stop = new AbortController();
  readonly #tab = uuid();
  #looking: { tab?: string; room?: string } = {};
  #leadership: Leadership | undefined;
  #followers: Follower[] = [];
  #stopSharing: (() => void) | undefined;
  #silence = new Stopwatch();

  constructor(sub: string, api: Api, log: EventLog, stores: Stores) {
    this.#api = api;
    this.#log = log;
    this.#stores = stores;
    this.#name = `chat:live:${sub}`;
    this.#channel = openChannel<TabMessage>(this.#name, (shared) => this.#receive(shared));
  }

  /** Call once the log is loaded: the streams resume from its cursor. */
  start(): void {
    const { signal: stopped } = this.#stop;
    if (stopped.aborted) return;
    this.#silence = new Stopwatch();
    this.#leadership = seekLeadership(`${this.#name}:lead`, (leading) => this.#setLeader(leading));
    this.#post({ type: 'hello' });
    beat(HEARTBEAT_MS, (late) => this.#beat(late), stopped);
    watchForSuspicion(() => this.probe(), stopped);
    // The browser's "offline" is not reliable: a chat on the same machine is still reachable. So try the server.
    for (const event of ['online', 'offline'])
      window.addEventListener(event, () => this.#reconnect(), { signal: stopped });
  }

  stop(): void {
    this.#stop.abort();
    this.#leadership?.stop();
    this.#setLeader(false);
    this.#channel.close();
  }

  /** Reconnects immediately, in whichever tab leads. */
  wake(): void {
    if (this.isLeading) this.#reconnect();
    else this.#post({ type: 'wake' });
  }

  /**
   * Makes sure that a tab leads and that its streams are alive. For moments when connections may be half-open, or when
   * this tab needs the leader: it became visible, or has something to send.
   */
  probe(): void {
    if (this.isLeading) {
      this.#probeStreams();
      return;
    }
    if (document.hidden) return;
    this.#post({ type: 'probe' });
    const before = this.#silence;
    setTimeout(() => {
      if (this.#silence === before) this.#takeOver();
    }, ANSWER_MS);
  }

  shareBatch(batch: EventBatch): void {
    if (this.isLeading) this.#post({ type: 'batch', batch });
  }

  shareSent(message: Message): void {
    this.#post({ type: 'sent', message });
  }

  shareSeen(room: string, seq: number): void {
    this.#post({ type: 'seen', room, seq });
  }

  /** The room that a window with the focus shows, in any tab. */
  get lookedAt(): string | undefined {
    return this.#looking.room;
  }

  /** This tab's window shows a room and has the focus; undefined: it has not. */
  look(room: string | undefined): void {
    const looking = { tab: this.#tab, ...(room !== undefined && { room }) };
    this.#takeLooking(looking);
    this.#post({ type: 'looking', ...looking });
  }

  shareUnsent(items: readonly QueuedMessage[]): void {
    if (items.length > 0) this.#post({ type: 'unsent', items });
  }

  /** Whether this tab decides for all tabs of the browser. */
  get isLeading(): boolean {
    return this.#followers.length > 0;
  }

  #setLeader(leading: boolean): void {
    for (const follower of this.#followers) follower.stop();
    this.#stopSharing?.();
    this.#followers = leading ? this.#follow() : [];
    this.#stopSharing = leading ? this.#share() : undefined;
    this.#stores.outbox.setLeader(leading);
  }

  /** Shares the state with the other tabs, now and after each change. Names change rarely, and there may be many. */
  #share(): () => void {
    const stops = [effect(() => this.#postState()), effect(() => this.#postNames())];
    return () => stops.forEach((stop) => stop());
  }

  #follow(): Follower[] {
    return [
      new Follower(
        messageFeed(this.#api, this.#log, (signals) => this.#takeSignals(signals)),
        (status) => (this.status.value = status),
      ),
      new Follower(
        presenceFeed(this.#api, this.#stores, (events) => this.#takePresence(events)),
        (status) => this.#stores.presence.setStatus(status),
      ),
    ];
  }

  #takeSignals(signals: readonly Signal[]): void {
    this.#post({ type: 'signals', signals });
    dispatchAll(signals, this.#stores);
  }

  #takePresence(events: readonly PresenceEvent[]): void {
    // They change rarely, and every tab keeps those that it has seen.
    for (const event of events) if (event.type === 'preferences') this.#post(event);
    dispatchAll(events, this.#stores);
  }

  #receive(shared: TabMessage): void {
    const { rooms, roomList, outbox, people, preferences } = this.#stores;
    switch (shared.type) {
      case 'hello':
      case 'probe':
        if (shared.type === 'probe') this.#probeStreams();
        if (this.isLeading) {
          this.#postState();
          this.#postNames();
          this.#postPosition();
        }
        return;
      case 'wake':
        this.#reconnect();
        return;
      case 'sent':
        rooms.get(shared.message.room)?.timeline.merge(shared.message);
        outbox.confirm([shared.message]);
        return;
      case 'seen':
        roomList.receive({ type: 'read', room: shared.room ?? GENERAL, seq: shared.seq });
        return;
      case 'looking':
        this.#takeLooking(shared);
        return;
      case 'signals':
        dispatchAll(shared.signals, this.#stores);
        return;
      case 'preferences':
        preferences.receive(shared.preferences);
        return;
      case 'unsent':
        outbox.take(shared.items);
        return;
      case 'batch':
        this.#silence = new Stopwatch();
        this.#log.apply(shared.batch);
        return;
      case 'state':
        this.#silence = new Stopwatch();
        if (!this.isLeading) this.#takeState(shared.link, shared.presence);
        return;
      case 'names':
        // While two tabs lead, each keeps its own: otherwise they might exchange different names for ever.
        if (!this.isLeading) people.add(shared.names);
    }
  }

  /** A window that loses the focus may report it after another one has got it. */
  #takeLooking({ tab, room }: { tab: string; room?: string }): void {
    if (room !== undefined || tab === this.#looking.tab) this.#looking = { tab, ...(room !== undefined && { room }) };
  }

  #takeState(status: ConnectionStatus, presence: Presence): void {
    this.status.value = status;
    this.#stores.people.rememberOnline(presence.people);
    this.#stores.presence.set(presence);
  }

  #beat(late: boolean): void {
    if (late) this.probe();
    else if (!this.isLeading && this.#silence.elapsed() >= SILENCE_MS) this.#takeOver();
    if (this.isLeading) this.#postPosition();
  }

  #postState(): void {
    this.#post({ type: 'state', link: this.status.value, presence: this.#stores.presence.value.value });
  }

  #postNames(): void {
    this.#post({ type: 'names', names: this.#stores.people.names.value });
  }

  /** Shares the cursor: a tab that is behind, because it was loading, requests the missing events. */
  #postPosition(): void {
    const { cursor } = this.#log;
    this.shareBatch({ from: cursor, to: cursor, events: [], ...(this.#log.isWhole && { mine: true }) });
  }

  #takeOver(): void {
    if (this.isLeading || document.hidden) return;
    this.#silence = new Stopwatch();
    this.#leadership?.takeOver();
  }

  #probeStreams(): void {
    for (const follower of this.#followers) follower.probe();
  }

  #reconnect(): void {
    for (const follower of this.#followers) follower.reconnect();
  }

  #post(shared: TabMessage): void {
    if (!this.#stop.signal.aborted) this.#channel.post(shared);
  }
}
