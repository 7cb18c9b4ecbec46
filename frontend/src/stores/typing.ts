import { signal } from '@preact/signals-core';
import { later, type Later } from '../state/timer.ts';

/** Somebody who is writing a message. */
export interface Writer {
  sub: string;
  username: string;
}

interface TypingOptions {
  /** Says that the user is writing. */
  send: () => void;
  later?: Later;
}

/** How long a signal counts, and how often the user's own is sent, in milliseconds: the contract's. */
const FORGET_MS = 6_000;
const REPEAT_MS = 3_000;

/** Who is writing in a room. */
export class Typing {
  readonly people = signal<readonly Writer[]>([]);
  readonly #send: () => void;
  readonly #later: Later;
  readonly #timers = new Map<string, () => void>();
  #rest: (() => void) | undefined;

  constructor({ send, later: runLater = later }: TypingOptions) {
    this.#send = send;
    this.#later = runLater;
  }

  /** Somebody else is writing. */
  receive({ sub, username }: Writer): void {
    this.#timers.get(sub)?.();
    this.#timers.set(
      sub,
      this.#later(() => this.forget(sub), FORGET_MS),
    );
    const known = this.people.peek();
    if (!known.some((each) => each.sub === sub)) this.people.value = [...known, { sub, username }];
  }

  /** This person's message has arrived. */
  forget(sub: string): void {
    this.#timers.get(sub)?.();
    this.#timers.delete(sub);
    const known = this.people.peek();
    const rest = known.filter((each) => each.sub !== sub);
    if (rest.length < known.length) this.people.value = rest;
  }

  /** The user is writing: call it at every change of the text. */
  write(): void {
    if (this.#rest) return;
    this.#rest = this.#later(() => (this.#rest = undefined), REPEAT_MS);
    this.#send();
  }

  stop(): void {
    this.#rest?.();
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
  }
}
