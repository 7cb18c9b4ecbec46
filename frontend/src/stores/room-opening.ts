import { batch, computed, signal } from '@preact/signals-core';
import type { MyRoom } from '../api/types.ts';
import type { Timeline } from './timeline.ts';

/** How many pages are loaded unasked, so that a room opens at its first unread message. */
const UNASKED_PAGES = 2;
/** How many pages a jump loads at most. */
const JUMP_PAGES = 10;

/** A message that a link names. `far`: it is too old to be loaded. */
export interface LinkedMessage {
  seq: number;
  state: 'wanted' | 'found' | 'gone' | 'far' | 'failed';
}

/** Where a room opens: at the message that a link names, or at the first unread one. Either may have to be loaded. */
export class RoomOpening {
  readonly linked = signal<LinkedMessage | undefined>(undefined);
  readonly #timeline: Timeline;
  /** What was unread when the room was opened follows this position; `Infinity`: nothing. */
  readonly #after = signal<number | undefined>(undefined);
  readonly #loads = signal(0);
  /** Counts how often the room was opened. */
  #visit = 0;

  /** While messages are loaded, the list waits: where it opens depends on them. */
  readonly isLoading = computed(() => this.#loads.value > 0);

  /** The position that the line "New" follows, if the first message after it is known. */
  readonly newAfter = computed(() => {
    const after = this.#after.value ?? Infinity;
    return this.#isKnown(after) ? after : Infinity;
  });

  /** Whether the first unread message is too old to be loaded unasked. */
  readonly isFar = computed(() => {
    const isReady = this.#timeline.view.value.status === 'ready' && !this.isLoading.value;
    return isReady && !this.#isKnown(this.#after.value ?? Infinity);
  });

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** The room is shown from now on. */
  enter(): void {
    this.#visit += 1;
    batch(() => {
      this.#after.value = undefined;
      this.linked.value = undefined;
      this.#loads.value = 0;
    });
  }

  /** Remembers what is unread; nothing happens later. */
  fix({ unread, marker, joinedSeq }: MyRoom): void {
    if (this.#after.peek() !== undefined) return;
    const after = unread > 0 ? Math.max(marker, joinedSeq) : Infinity;
    this.#after.value = after;
    void this.#load(after, UNASKED_PAGES);
  }

  /** What follows a position is new; `Infinity`: nothing is any more. */
  moveTo(after: number): void {
    this.#after.value = after;
  }

  /** Loads the first unread message, if it is not too old. */
  async jump(): Promise<void> {
    this.linked.value = undefined;
    await this.#load(this.#after.peek() ?? Infinity, JUMP_PAGES);
  }

  /** Loads the message that a link names; undefined: there is no such link any more. */
  async follow(seq: number | undefined): Promise<void> {
    this.linked.value = seq === undefined ? undefined : { seq, state: 'wanted' };
    if (seq === undefined) return;
    await this.#load(seq - 1, JUMP_PAGES, () => {
      if (this.linked.peek()?.seq === seq) this.linked.value = { seq, state: this.#stateOf(seq) };
    });
  }

  async #load(after: number, pages: number, then?: () => void): Promise<void> {
    const visit = this.#visit;
    const isVisit = () => visit === this.#visit;
    const waits = this.#timeline.view.peek().status !== 'ready' || !this.#isKnown(after);
    if (waits) {
      this.#loads.value += 1;
      await this.#timeline.reach(after + 1, pages);
    }
    if (!isVisit()) return;
    batch(() => {
      then?.();
      if (waits) this.#loads.value -= 1;
    });
  }

  /** Whether all messages after a position are loaded. */
  #isKnown(after: number): boolean {
    const { status, messages, hasOlder } = this.#timeline.view.value;
    return after === Infinity || (status === 'ready' && (!hasOlder || (messages[0]?.seq ?? Infinity) <= after + 1));
  }

  #stateOf(seq: number): LinkedMessage['state'] {
    const { messages, older } = this.#timeline.view.peek();
    if (messages.some((message) => message.seq === seq && message.deletedAt === undefined)) return 'found';
    if (this.#isKnown(seq - 1)) return 'gone';
    return older === 'failed' ? 'failed' : 'far';
  }
}
