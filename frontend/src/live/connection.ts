import type { Api } from '../api/client.ts';
import type { Message } from '../api/types.ts';
import type { Item } from '../stores/outbox-storage.ts';
import { openChannel, type Channel } from '../state/channel.ts';
import { Observable } from '../state/observable.ts';
import { Stopwatch } from '../state/stopwatch.ts';
import { Follower, type Link } from './follow.ts';
import { seekLeadership, type Leadership } from './leadership.ts';
import { beat, watchForSuspicion } from './suspicion.ts';
import { messageFeed, presenceFeed } from './feeds.ts';
import type { Batch, History } from '../stores/timeline.ts';
import { NOBODY, type Presence } from '../stores/presence.ts';

/** Messages between the tabs of a browser. */
type Shared =
  | { type: 'hello' | 'probe' | 'wake' }
  | { type: 'state'; link: Link; presence: Presence }
  | { type: 'batch'; batch: Batch }
  | { type: 'sent'; message: Message }
  | { type: 'seen'; seq: number }
  | { type: 'unsent'; items: readonly Item[] };

export interface LiveListener {
  onLead: (leading: boolean) => void;
  onSent: (message: Message) => void;
  onSeen: (seq: number) => void;
  /** Messages that a closing tab could not store. */
  onUnsent: (items: readonly Item[]) => void;
}

const HEARTBEAT = 5_000;
/** A visible tab takes the lead after hearing nothing for this long, in milliseconds. */
const SILENCE = 20_000;
/** How long a tab waits for the leader's answer to a probe, in milliseconds. */
const ANSWER = 3_000;

/**
 * Live updates from the server. Browsers allow six HTTP/1.1 connections per server, so one tab, the leader, follows the
 * two streams and shares them with the others. Another tab takes over when the leader closes or no longer responds.
 */
export class Live {
  readonly link = new Observable<Link>('connecting');
  readonly presence = new Observable<Presence>(NOBODY);
  readonly #api: Api;
  readonly #history: History;
  readonly #listener: LiveListener;
  readonly #name: string;
  readonly #channel: Channel<Shared>;
  readonly #stop = new AbortController();
  #leadership: Leadership | undefined;
  #followers: Follower[] = [];
  #sinceHeard = new Stopwatch();

  constructor(sub: string, api: Api, history: History, listener: LiveListener) {
    this.#api = api;
    this.#history = history;
    this.#listener = listener;
    this.#name = `chat:live:${sub}`;
    this.#channel = openChannel<Shared>(this.#name, (shared) => this.#hear(shared));
  }

  /** Call once the history is loaded: the streams resume from its cursor. */
  start(): void {
    const { signal } = this.#stop;
    if (signal.aborted) return;
    this.#sinceHeard = new Stopwatch();
    this.#leadership = seekLeadership(`${this.#name}:lead`, (leading) => this.#lead(leading));
    this.#post({ type: 'hello' });
    beat(HEARTBEAT, (late) => this.#beat(late), signal);
    watchForSuspicion(() => this.probe(), signal);
    // The browser's "offline" is not reliable: a chat on the same machine is still reachable. So try the server.
    for (const event of ['online', 'offline']) window.addEventListener(event, () => this.#reconnect(), { signal });
  }

  stop(): void {
    this.#stop.abort();
    this.#leadership?.stop();
    this.#lead(false);
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
    }, ANSWER);
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

  shareUnsent(items: readonly Item[]): void {
    if (items.length > 0) this.#post({ type: 'unsent', items });
  }

  get #leading(): boolean {
    return this.#followers.length > 0;
  }

  #lead(leading: boolean): void {
    for (const follower of this.#followers) follower.stop();
    this.#followers = [];
    if (leading) {
      this.#followers = [
        new Follower(messageFeed(this.#api, this.#history), (link) => this.#show(link, this.presence.value)),
        new Follower(
          presenceFeed(this.#api, (presence) => this.#show(this.link.value, presence)),
          (link) => this.#show(this.link.value, followed(this.presence.value, link)),
        ),
      ];
    }
    this.#listener.onLead(leading);
  }

  #show(link: Link, presence: Presence): void {
    const before = this.presence.value;
    const same = presence.live === before.live && presence.loading === before.loading;
    const changed = link !== this.link.value || !same || presence.people !== before.people;
    if (!changed && presence.count === before.count) return;
    this.link.value = link;
    this.presence.value = presence;
    this.#post({ type: 'state', link, presence });
  }

  #hear(shared: Shared): void {
    switch (shared.type) {
      case 'hello':
      case 'probe':
        if (shared.type === 'probe') this.#probeStreams();
        if (this.#leading) this.#tellState();
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
    if (shared.type === 'batch') this.#history.apply(shared.batch);
    if (shared.type === 'state' && !this.#leading) {
      this.link.value = shared.link;
      this.presence.value = shared.presence;
    }
  }

  #beat(late: boolean): void {
    if (late) this.probe();
    else if (!this.#leading && this.#sinceHeard.elapsed() >= SILENCE) this.#takeOver();
    if (this.#leading) this.#tellPosition();
  }

  #tellState(): void {
    this.#post({ type: 'state', link: this.link.value, presence: this.presence.value });
    this.#tellPosition();
  }

  /** Shares the cursor: a tab that is behind, because it was loading, requests the missing events. */
  #tellPosition(): void {
    const { cursor } = this.#history;
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

  #post(shared: Shared): void {
    if (!this.#stop.signal.aborted) this.#channel.post(shared);
  }
}

/** The presence to show for this state of the connection. */
function followed({ loading, ...known }: Presence, link: Link): Presence {
  if (link === 'connecting') return { ...known, live: false, ...(loading === true && { loading }) };
  return { ...known, live: link !== 'waiting' };
}
