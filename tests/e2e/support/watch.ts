import { expect, type BrowserContext } from 'playwright/test';

/**
 * A request that the page makes by itself, such as its streams or the marker of what has been read, may arrive after its
 * session has ended, and gets a 401. For stories in which a session ends: by logging out, or by a new password.
 */
export const SESSION_ENDED = /status of 401 .*\/api\//;

/**
 * Collects browser errors: errors on the console (Content-Security-Policy violations and failed requests are
 * among them) and uncaught exceptions. A story allows the errors that it causes on purpose first.
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
