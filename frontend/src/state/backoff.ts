const FIRST = 500;
const LONGEST = 30_000;
/** Bounds Retry-After, which may come from something other than the chat. */
const LONGEST_ASKED = 5 * 60_000;

/**
 * Exponential backoff with jitter, in milliseconds: bounded, and randomized so that clients do not reconnect in step.
 * A delay that the server asks for takes precedence.
 */
export function backoff(failures: number, asked = 0, random: () => number = Math.random): number {
  const polite = Math.min(asked, LONGEST_ASKED);
  const longest = Math.min(LONGEST, FIRST * 2 ** Math.max(0, failures));
  const wait = longest / 2 + (random() * longest) / 2;
  return polite > 0 ? polite + (random() * Math.min(polite, 5_000)) / 2 : wait;
}

/** A delay that can be ended early: the browser is online again, or the user presses "Try now". */
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
