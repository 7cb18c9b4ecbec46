import { batch, computed, signal } from '@preact/signals-core';
import { deadline, type Api } from '../api/client.ts';
import { attempt } from '../api/result.ts';
import type { ChatEvent, Message, MessagePage } from '../api/types.ts';
import { backoff, Pause } from '../state/backoff.ts';
import { track } from '../state/signal-watcher.ts';
import { MessageLog } from './message-log.ts';

export interface TimelineView {
  /** After `failed`, loading is retried automatically. */
  status: 'loading' | 'ready' | 'failed';
  messages: readonly Message[];
  hasOlder: boolean;
  older: 'idle' | 'loading' | 'failed';
}

const PAGE = 50;
/** The contract's maximum, for messages that are far up. */
const LARGE_PAGE = 200;
const KEPT = 500;

/** The messages of a room that this tab knows: pages of history, and the events since then. */
export class Timeline {
  readonly #api: Api;
  readonly #room: string;
  readonly #log = new MessageLog();
  /** Counts the changes of `#log`. */
  readonly #changes = signal(0);
  readonly #status = signal<TimelineView['status']>('loading');
  readonly #older = signal<TimelineView['older']>('idle');
  readonly #pause = new Pause();
  readonly #stop = new AbortController();
  /** The last event that arrived while the newest page was loading. */
  #missed = 0;
  #loadingOlder: Promise<void> | undefined;

  readonly view = computed((): TimelineView => {
    track(this.#changes);
    const { messages, start } = this.#log;
    return { status: this.#status.value, messages, hasOlder: start > 0, older: this.#older.value };
  });

  constructor(api: Api, room: string) {
    this.#api = api;
    this.#room = room;
  }

  stop(): void {
    this.#stop.abort();
  }

  /**
   * Loads the newest page, with retries. Returns its log position, or undefined if it was stopped before, or if the user
   * is not in the room.
   */
  async load(): Promise<number | undefined> {
    const { signal: stopped } = this.#stop;
    this.#missed = 0;
    for (let failures = 0; !stopped.aborted; failures += 1) {
      const query = { room: this.#room, limit: PAGE };
      const result = await attempt(this.#api.GET('/messages', { params: { query }, signal: deadline() }));
      if (result.ok && result.data.cursor >= this.#missed) {
        this.#begin(result.data);
        return result.data.cursor;
      }
      if (!result.ok) this.#status.value = 'failed';
      if (!result.ok && result.failure.kind === 'unknown-room') return undefined;
      await this.#pause.sleep(backoff(failures + 1, result.ok ? 0 : result.failure.retryAfter), stopped);
    }
    return undefined;
  }

  /** All messages from this position on are known. */
  get start(): number {
    return this.#log.start;
  }

  /** Drops everything: the user is no longer in the room. */
  forget(): void {
    this.#status.value = 'failed';
    this.#change(() => this.#log.begin({ messages: [], hasMore: false, cursor: 0 }));
  }

  /** Retries immediately if loading has failed. */
  retry(): void {
    this.#pause.wake();
  }

  /** Loads the page before the messages that are known. A second call waits for the first one. */
  loadOlder(limit = PAGE): Promise<void> {
    this.#loadingOlder ??= this.#loadOlder(limit).finally(() => (this.#loadingOlder = undefined));
    return this.#loadingOlder;
  }

  /** Loads older messages until a position is known, up to a limit of pages, and not after a failure. */
  async reach(seq: number, pages: number): Promise<void> {
    await this.#whenReady();
    for (let page = 0; page < pages && this.#log.start > seq && !this.#stop.signal.aborted; page += 1) {
      await this.loadOlder(LARGE_PAGE);
      if (this.#older.peek() === 'failed') return;
    }
  }

  async #loadOlder(limit: number): Promise<void> {
    const { status, hasOlder } = this.view.peek();
    if (status !== 'ready' || !hasOlder) return;
    const before = this.#log.start;
    this.#log.expectOlder();
    this.#older.value = 'loading';
    const query = { room: this.#room, before, limit };
    const result = await attempt(this.#api.GET('/messages', { params: { query }, signal: deadline() }));
    batch(() => {
      this.#change(() => this.#log.takeOlder(before, result.ok ? result.data : undefined));
      this.#older.value = result.ok ? 'idle' : 'failed';
    });
  }

  /** Applies an event of this room; those of a page that is loading are in it. */
  apply(event: ChatEvent): void {
    if (this.#status.peek() === 'ready') this.#change(() => this.#log.apply([event]));
    else this.#missed = event.seq;
  }

  /** Merges a message from the response to the user's own request, sent when the log position was `at`. */
  merge(message: Message, at = message.seq): void {
    this.#change(() => this.#log.merge([message], at));
  }

  /** Drops the oldest of very many messages; they are loaded again when the user scrolls up. */
  trim(): void {
    if (this.#log.messages.length >= 2 * KEPT) this.#change(() => this.#log.keepNewest(KEPT));
  }

  async #whenReady(): Promise<void> {
    let stop: (() => void) | undefined;
    await new Promise<void>((resolve) => {
      stop = this.#status.subscribe((status) => status === 'ready' && resolve());
      this.#stop.signal.addEventListener('abort', () => resolve());
    });
    stop?.();
  }

  #begin(page: MessagePage): void {
    batch(() => {
      this.#change(() => this.#log.begin(page));
      this.#status.value = 'ready';
      this.#older.value = 'idle';
    });
  }

  #change(change: () => void): void {
    change();
    this.#changes.value = this.#changes.peek() + 1;
  }
}
