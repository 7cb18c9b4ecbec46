import { expect, type BrowserContext } from 'playwright/test';

/**
 * What the page reads by itself while somebody logs out, such as its streams or the list of administrators, may arrive
 * after the session has ended and get a 401. For stories in which somebody logs out.
 */
export const READ_TOO_LATE = /status of 401 .*\/api\/((users\/)?events|administrators|users\/me)\b/;

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
