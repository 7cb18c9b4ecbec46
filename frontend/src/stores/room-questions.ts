import { backoff } from '../state/backoff.ts';
import type { Later } from '../state/timer.ts';

interface RoomQuestionsOptions {
  /** Requests a room. `stale`: something happened to it meanwhile; `failed`: there was no answer. */
  ask: (room: string) => Promise<'answered' | 'stale' | 'failed'>;
  later: Later;
}

/** What changes several times in a row is asked for once, in milliseconds. */
const DEBOUNCE_MS = 300;

/** The rooms to request again because their values are no longer exact; until they are. */
export class RoomQuestions {
  readonly #options: RoomQuestionsOptions;
  readonly #rooms = new Set<string>();
  #failures = 0;
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: RoomQuestionsOptions) {
    this.#options = options;
  }

  ask(room: string): void {
    this.#rooms.add(room);
    this.#schedule(DEBOUNCE_MS);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
  }

  #schedule(milliseconds: number): void {
    if (!this.#stopped) this.#cancel ??= this.#options.later(() => void this.#askAll(), milliseconds);
  }

  async #askAll(): Promise<void> {
    const rooms = [...this.#rooms];
    this.#rooms.clear();
    const answers = await Promise.all(rooms.map((room) => this.#options.ask(room)));
    rooms.filter((_, index) => answers[index] !== 'answered').forEach((room) => this.#rooms.add(room));
    this.#failures = answers.includes('failed') ? this.#failures + 1 : 0;
    this.#cancel = undefined;
    if (this.#rooms.size > 0) this.#schedule(this.#failures > 0 ? backoff(this.#failures) : DEBOUNCE_MS);
  }
}
