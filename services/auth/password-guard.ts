import { createHmac, type KeyObject } from 'node:crypto';
import type { RequestContext } from '../shared/http/contract.ts';
import { rateLimited, type RateLimiter } from '../shared/rate-limit.ts';
import type { Failures, PlaceStore } from './store-places.ts';
import type { Person } from './store-transaction.ts';

/** So many wrong passwords cost no time: people mistype. */
const FREE_FAILURES = 5;
const LONGEST_DELAY_SECONDS = 15 * 60;

interface Dependencies {
  store: PlaceStore;
  limiter: RateLimiter;
  key: KeyObject;
  /** Passwords that are tried per name and minute, by all addresses that the account does not know together. */
  perName: number;
  now: () => Date;
}

/** A name whose password is tried, and the account if there is one. */
interface Target {
  nameKey: string;
  account: Pick<Person, 'sub'> | undefined;
}

/**
 * Slows down guessing, without keeping an account's owner out: wrong passwords count per name and address, and each one
 * beyond the fifth doubles the time until the next attempt. Whoever has many addresses meets a limit per name, which
 * does not apply where the account has logged in before. Addresses and names are kept as keyed hashes.
 */
export class PasswordGuard {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Checks a password, unless it is too early: then throws `rate-limited`.
   *
   * @param check throws if it could not check: such an attempt does not count
   */
  async check(target: Target, request: RequestContext, check: () => Promise<boolean>): Promise<boolean> {
    const { store, now } = this.#dependencies;
    const key = this.#hash('failures', target.nameKey, request.network);
    const moment = now();
    const before = await store.countFailure(key, moment, (failures) => assertMayTry(failures, moment));
    let matches: boolean;
    try {
      await this.#limitStrangers(target, request, moment);
      matches = await check();
    } catch (error) {
      await store.uncountFailure(key, before);
      throw error;
    }
    if (matches) await store.forgetFailures(key);
    return matches;
  }

  /** The person has shown here that the account is theirs: guesses from elsewhere do not keep them out. */
  async remember({ sub, passwordHash }: Person, request: RequestContext): Promise<void> {
    const { store, now } = this.#dependencies;
    if (passwordHash !== null) await store.rememberPlace(sub, this.#place(sub, request), now());
  }

  async #limitStrangers({ nameKey, account }: Target, request: RequestContext, now: Date): Promise<void> {
    const { store, limiter, perName } = this.#dependencies;
    if (account && (await store.isKnownPlace(account.sub, this.#place(account.sub, request), now))) return;
    await limiter.debit({
      key: `password-name:${this.#hash('name', nameKey)}`,
      perMinute: perName,
      what: 'passwords for this name from addresses where it has not logged in before',
    });
  }

  #place(sub: string, request: RequestContext): string {
    return this.#hash('place', sub, request.network);
  }

  #hash(...parts: string[]): string {
    return createHmac('sha256', this.#dependencies.key).update(JSON.stringify(parts)).digest('base64url');
  }
}

/** How many seconds must pass after so many wrong passwords. */
export function delayAfter(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(2 ** (failures - FREE_FAILURES), LONGEST_DELAY_SECONDS);
}

function assertMayTry({ failures, lastAt }: Failures, now: Date): void {
  const delay = delayAfter(failures);
  const passed = (now.getTime() - lastAt.getTime()) / 1000;
  // After a clock was set back, nobody waits longer than the delay asks for.
  if (Math.abs(passed) < delay) throw rateLimited('wrong passwords for this name from your address', delay - passed);
}
