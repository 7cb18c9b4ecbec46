import { createHmac, type KeyObject } from 'node:crypto';
import type { RequestContext } from '../../shared/http/contract.ts';
import { rateLimited, type RateLimiter } from '../../shared/limits/rate-limit.ts';
import type { Person } from '../person.ts';
import type { Failures, PlaceStore } from './store.ts';

/** Wrong passwords without a delay, for typing errors. */
const FREE_FAILURES = 5;
const LONGEST_DELAY_SECONDS = 15 * 60;

interface Dependencies {
  store: PlaceStore;
  limiter: RateLimiter;
  key: KeyObject;
  /** Password attempts per name and minute, from all unknown addresses together. */
  perName: number;
  now: () => Date;
}

/** The name whose password is tried, and its account if there is one. */
interface Target {
  nameKey: string;
  account: Pick<Person, 'sub'> | undefined;
}

/**
 * Slows down guessing without locking out an account's owner: wrong passwords count per name and address, and each one
 * beyond the fifth doubles the delay until the next attempt. A limit per name, which does not apply to addresses where
 * the account has logged in before, stops attackers with many addresses. Addresses and names are kept as keyed hashes.
 */
export class PasswordGuard {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  /**
   * Checks a password; throws `rate-limited` if the attempt is too early.
   *
   * @param check throws if it could not check; such an attempt does not count
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

  /** Records the address as known for the account, so that guesses from elsewhere do not lock out its owner. */
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

/** Delay in seconds after this many wrong passwords. */
export function delayAfter(failures: number): number {
  return failures < FREE_FAILURES ? 0 : Math.min(2 ** (failures - FREE_FAILURES), LONGEST_DELAY_SECONDS);
}

function assertMayTry({ failures, lastAt }: Failures, now: Date): void {
  const delay = delayAfter(failures);
  const passed = (now.getTime() - lastAt.getTime()) / 1000;
  // Even after a clock was set back, nobody waits longer than the delay.
  if (Math.abs(passed) < delay) throw rateLimited('wrong passwords for this name from your address', delay - passed);
}
