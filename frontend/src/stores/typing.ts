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
/** A signal takes another way than the message: one sent just before it may arrive just after it. */
const LATE_MS = 1_000;

/** Who is writing in a room. */
export class Typing {
  readonly people = signal<readonly Writer[]>([]);
  readonly #send: () => void;
  readonly #later: Later;
  readonly #timers = new Map<string, () => void>();
  /** Those whose message has just arrived. */
  readonly #sent = new Map<string, () => void>();
  #rest: (() => void) | undefined;

  constructor({ send, later: runLater = later }: TypingOptions) {
    this.#send = send;
    this.#later = runLater;
  }

  /** Somebody else is writing. */
  receive({ sub, username }: Writer): void {
    if (this.#sent.has(sub)) return;
    this.#timers.get(sub)?.();
    this.#timers.set(
      sub,
      this.#later(() => this.#forget(sub), FORGET_MS),
    );
    const known = this.people.peek();
    if (!known.some((each) => each.sub === sub)) this.people.value = [...known, { sub, username }];
  }

  /** This person's message has arrived. */
  forget(sub: string): void {
    this.#forget(sub);
    this.#sent.get(sub)?.();
    this.#sent.set(
      sub,
      this.#later(() => this.#sent.delete(sub), LATE_MS),
    );
  }

  #forget(sub: string): void {
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
    for (const timers of [this.#timers, this.#sent]) {
      for (const cancel of timers.values()) cancel();
      timers.clear();
    }
  }
}
