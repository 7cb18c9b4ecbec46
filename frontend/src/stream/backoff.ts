const FIRST = 500;
const LONGEST = 30_000;
/** Whoever asks for more may not be the chat. */
const LONGEST_ASKED = 5 * 60_000;

/**
 * How many milliseconds to wait after so many failures: doubling, bounded, and never the same in two browsers, so that
 * they do not all come back at once. What the server asks for goes before.
 */
export function backoff(failures: number, asked = 0, random: () => number = Math.random): number {
  const polite = Math.min(asked, LONGEST_ASKED);
  const longest = Math.min(LONGEST, FIRST * 2 ** Math.max(0, failures));
  const wait = longest / 2 + (random() * longest) / 2;
  return polite > 0 ? polite + (random() * Math.min(polite, 5_000)) / 2 : wait;
}

/** A wait that an event of the outside world (online again, the reader's "try now") may cut short. */
export class Pause {
  #wake: (() => void) | undefined;

  wake(): void {
    this.#wake?.();
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', done);
        this.#wake = undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      signal?.addEventListener('abort', done);
      this.#wake = done;
    });
  }
}
