import type { Api } from '../api/client.ts';
import type { Message } from '../api/types.ts';
import type { QueuedMessage } from '../stores/outbox-storage.ts';
import { openChannel, type Channel } from '../state/channel.ts';
import { signal } from '@preact/signals-core';
import { Stopwatch } from '../state/stopwatch.ts';
import { Follower, type ConnectionStatus } from './follow.ts';
import { seekLeadership, type Leadership } from './leadership.ts';
import { beat, watchForSuspicion } from './suspicion.ts';
import { messageFeed, presenceFeed } from './feeds.ts';
import type { Batch, Timeline } from '../stores/timeline.ts';
import { NOBODY, type Presence } from '../stores/presence.ts';

/** Messages between the tabs of a browser, which may show two builds during an update. */
type TabMessage =
  | { type: 'hello' | 'probe' | 'wake' }
  | { type: 'state'; link: ConnectionStatus; presence: Presence }
  | { type: 'batch'; batch: Batch }
  | { type: 'sent'; message: Message }
  | { type: 'seen'; seq: number }
  | { type: 'unsent'; items: readonly QueuedMessage[] };

export interface ConnectionListener {
  onLeader: (leading: boolean) => void;
  onSent: (message: Message) => void;
  onSeen: (seq: number) => void;
  /** Messages that a closing tab could not store. */
  onUnsent: (items: readonly QueuedMessage[]) => void;
}

const HEARTBEAT_MS = 5_000;
/** A visible tab takes the lead after hearing nothing for this long, in milliseconds. */
const SILENCE_MS = 20_000;
/** How long a tab waits for the leader's answer to a probe, in milliseconds. */
const ANSWER_MS = 3_000;

/**
 * Live updates from the server. Browsers allow six HTTP/1.1 connections per server, so one tab, the leader, follows the
 * two streams and shares them with the others. Another tab takes over when the leader closes or no longer responds.
 */
export class Connection {
  readonly status = signal<ConnectionStatus>('connecting');
  readonly presence = signal<Presence>(NOBODY);
  readonly #api: Api;
  readonly #timeline: Timeline;
  readonly #listener: ConnectionListener;
  readonly #name: string;
  readonly #channel: Channel<TabMessage>;
  readonly #stop = new AbortController();
  #leadership: Leadership | undefined;
  #followers: Follower[] = [];
  #sinceHeard = new Stopwatch();

  constructor(sub: string, api: Api, timeline: Timeline, listener: ConnectionListener) {
    this.#api = api;
    this.#timeline = timeline;
    this.#listener = listener;
    this.#name = `chat:live:${sub}`;
    this.#channel = openChannel<TabMessage>(this.#name, (shared) => this.#receive(shared));
  }

  /** Call once the timeline is loaded: the streams resume from its cursor. */
  start(): void {
    const { signal } = this.#stop;
    if (signal.aborted) return;
    this.#sinceHeard = new Stopwatch();
    this.#leadership = seekLeadership(`${this.#name}:lead`, (leading) => this.#setLeader(leading));
    this.#post({ type: 'hello' });
    beat(HEARTBEAT_MS, (late) => this.#beat(late), signal);
    watchForSuspicion(() => this.probe(), signal);
    // The browser's "offline" is not reliable: a chat on the same machine is still reachable. So try the server.
    for (const event of ['online', 'offline']) window.addEventListener(event, () => this.#reconnect(), { signal });
  }

  stop(): void {
    this.#stop.abort();
    this.#leadership?.stop();
    this.#setLeader(false);
    this.#channel.close();
  }

  /** Reconnects immediately, in whichever tab leads. */
  wake(): void {
    if (this.#leading) this.#reconnect();
    else this.#post({ type: 'wake' });
  }

  /**
   * Makes sure that a tab leads and that its streams are alive. For moments when connections may be half-open, or when
   * this tab needs the leader: it became visible, or has something to send.
   */
  probe(): void {
    if (this.#leading) {
      this.#probeStreams();
      return;
    }
    if (document.hidden) return;
    this.#post({ type: 'probe' });
    const before = this.#sinceHeard;
    setTimeout(() => {
      if (this.#sinceHeard === before) this.#takeOver();
    }, ANSWER_MS);
  }

  shareBatch(batch: Batch): void {
    if (this.#leading) this.#post({ type: 'batch', batch });
  }

  shareSent(message: Message): void {
    this.#post({ type: 'sent', message });
  }

  shareSeen(seq: number): void {
    this.#post({ type: 'seen', seq });
  }

  shareUnsent(items: readonly QueuedMessage[]): void {
    if (items.length > 0) this.#post({ type: 'unsent', items });
  }

  get #leading(): boolean {
    return this.#followers.length > 0;
  }

  #setLeader(leading: boolean): void {
    for (const follower of this.#followers) follower.stop();
    this.#followers = [];
    if (leading) {
      this.#followers = [
        new Follower(messageFeed(this.#api, this.#timeline), (status) => this.#show(status, this.presence.value)),
        new Follower(
          presenceFeed(this.#api, (presence) => this.#show(this.status.value, presence)),
          (status) => this.#show(this.status.value, followed(this.presence.value, status)),
        ),
      ];
    }
    this.#listener.onLeader(leading);
  }

  #show(status: ConnectionStatus, presence: Presence): void {
    const before = this.presence.value;
    const same = presence.live === before.live && presence.loading === before.loading;
    const changed = status !== this.status.value || !same || presence.people !== before.people;
    if (!changed && presence.count === before.count) return;
    this.status.value = status;
    this.presence.value = presence;
    this.#post({ type: 'state', link: status, presence });
  }

  #receive(shared: TabMessage): void {
    switch (shared.type) {
      case 'hello':
      case 'probe':
        if (shared.type === 'probe') this.#probeStreams();
        if (this.#leading) this.#postState();
        return;
      case 'wake':
        this.#reconnect();
        return;
      case 'sent':
        this.#listener.onSent(shared.message);
        return;
      case 'seen':
        this.#listener.onSeen(shared.seq);
        return;
      case 'unsent':
        this.#listener.onUnsent(shared.items);
        return;
      default:
        this.#sinceHeard = new Stopwatch();
    }
    if (shared.type === 'batch') this.#timeline.apply(shared.batch);
    if (shared.type === 'state' && !this.#leading) {
      this.status.value = shared.link;
      this.presence.value = shared.presence;
    }
  }

  #beat(late: boolean): void {
    if (late) this.probe();
    else if (!this.#leading && this.#sinceHeard.elapsed() >= SILENCE_MS) this.#takeOver();
    if (this.#leading) this.#postPosition();
  }

  #postState(): void {
    this.#post({ type: 'state', link: this.status.value, presence: this.presence.value });
    this.#postPosition();
  }

  /** Shares the cursor: a tab that is behind, because it was loading, requests the missing events. */
  #postPosition(): void {
    const { cursor } = this.#timeline;
    this.shareBatch({ from: cursor, to: cursor, events: [] });
  }

  #takeOver(): void {
    if (this.#leading || document.hidden) return;
    this.#sinceHeard = new Stopwatch();
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

/** The presence to show for this state of the connection. */
function followed({ loading, ...known }: Presence, status: ConnectionStatus): Presence {
  if (status === 'connecting') return { ...known, live: false, ...(loading === true && { loading }) };
  return { ...known, live: status !== 'waiting' };
}
