import type { Signal } from '@preact/signals-core';
import type { Drafts } from './draft.ts';
import type { QueuedMessage } from './entry.ts';

/** What the user has written for a room that they are in no longer: nothing sends it. */
export interface LostTexts {
  room: string;
  texts: readonly string[];
}

interface Options {
  outbox: { items: Signal<readonly Pick<QueuedMessage, 'id' | 'room' | 'text'>[]>; discard(id: string): void };
  drafts: Drafts;
  /** Whether the user is in a room; undefined until that is known of all rooms. */
  isIn: (room: string) => boolean | undefined;
}

/** All that one user has written and not sent: the queued messages, and the draft in each room. */
export class UnsentTexts {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Those of a room, in the order in which they were written. */
  in(room: string): string[] {
    const { outbox, drafts } = this.#options;
    const queued = outbox.items.value.filter((item) => item.room === room).map(({ text }) => text);
    return drafts.rooms.value.has(room) ? [...queued, drafts.of(room).text] : queued;
  }

  /** Those of the rooms that the user is in no longer, by room. */
  get lost(): LostTexts[] {
    const { outbox, drafts, isIn } = this.#options;
    const rooms = new Set([...outbox.items.value.map(({ room }) => room), ...drafts.rooms.value]);
    return [...rooms].filter((room) => isIn(room) === false).map((room) => ({ room, texts: this.in(room) }));
  }

  /** Gives up those of a room. */
  discard(room: string): void {
    const { outbox, drafts } = this.#options;
    for (const item of outbox.items.peek()) if (item.room === room) outbox.discard(item.id);
    drafts.of(room).text = '';
  }
}
