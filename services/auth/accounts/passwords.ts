import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Semaphore } from '../../shared/limits/semaphore.ts';

/** OWASP's first choice for argon2id (the library's default kind): 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Limits the passwords that are hashed at a time: each takes 19 MiB and a core. */
export function passwordSemaphore({ atOnce, maxWaiting }: { atOnce: number; maxWaiting: number }): Semaphore {
  return new Semaphore({ atOnce, maxWaiting, refusal: 'Too many passwords are being checked.' });
}

/** Hashes and verifies passwords. */
export class Passwords {
  readonly #semaphore: Semaphore;
  /** Hash of an unknown password, checked instead of a missing account's so that it takes the same time. */
  readonly #decoy: Promise<string>;

  constructor(semaphore: Semaphore) {
    this.#semaphore = semaphore;
    this.#decoy = this.hash(randomBytes(32).toString('base64url'));
  }

  /** Throws `unavailable` if the queue is full. */
  hash(password: string): Promise<string> {
    return this.#semaphore.run(() => hash(normal(password), COST));
  }

  /**
   * Whether the password matches. Without an account (`undefined`) it never does, and finding out takes the same time.
   * Throws `unavailable` if the queue is full.
   */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const against = passwordHash ?? (await this.#decoy);
    const matches = await this.#semaphore.run(() => verify(against, normal(password)));
    return matches && passwordHash !== undefined;
  }
}

/** Normalized, since systems enter the same letter as one or two code points. */
function normal(password: string): string {
  return password.normalize('NFKC');
}

/** 32 characters that are easy to tell apart. */
const WRITABLE = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A generated password of 100 random bits that is easy to write down, such as `k7wq-…`. */
export function randomPassword(): string {
  const letters = [...randomBytes(20)].map((byte) => WRITABLE[byte % WRITABLE.length]).join('');
  return letters.replace(/.{4}(?=.)/g, '$&-');
}
