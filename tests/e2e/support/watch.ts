import { expect, type BrowserContext } from 'playwright/test';

/** Streams may come back to a session that has just ended: so they learn of it. For stories in which somebody logs out. */
export const STREAM_TOO_LATE = /status of 401 .*\/api\/(users\/)?events\b/;

/**
 * Hears what browsers complain of: errors on the console (a refused Content-Security-Policy and a failed request are
 * such) and uncaught exceptions. What a story causes on purpose it names first.
 */
export class Watch {
  readonly #complaints: string[] = [];
  readonly #expected: RegExp[] = [];

  add(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() === 'error') this.#complaints.push(`${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#complaints.push(String(error.error())));
  }

  /** Failed requests: `status of 409`, `ERR_INTERNET_DISCONNECTED`. */
  allow(complaint: RegExp): void {
    this.#expected.push(complaint);
  }

  verify(): void {
    const unexpected = this.#complaints.filter((each) => !this.#expected.some((pattern) => pattern.test(each)));
    expect(unexpected, 'what the browsers complained of').toEqual([]);
  }
}
