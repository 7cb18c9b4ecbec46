import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import type { Turns } from './turns.ts';

/** OWASP's first choice for argon2id (the library's default kind): 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes passwords. Two at once at most: each takes 19 MiB and a core. */
export class Passwords {
  readonly #turns: Turns;
  /** Nobody knows its password: it takes as long to check as anybody's. */
  readonly #decoy: Promise<string>;

  constructor(turns: Turns) {
    this.#turns = turns;
    this.#decoy = this.hash(randomBytes(32).toString('base64url'));
  }

  /** Throws `unavailable` where too many wait. */
  hash(password: string): Promise<string> {
    return this.#turns.take(() => hash(normal(password), COST));
  }

  /**
   * Whether it is the password. Where there is no account (`undefined`), it is not, and saying so takes the same time.
   * Throws `unavailable` where too many wait.
   */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const against = passwordHash ?? (await this.#decoy);
    const matches = await this.#turns.take(() => verify(against, normal(password)));
    return matches && passwordHash !== undefined;
  }
}

/** Systems type the same letter as one character or as two. */
function normal(password: string): string {
  return password.normalize('NFKC');
}

/** 32 characters that nobody takes for each other. */
const WRITABLE = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A password for somebody to write down once: 100 random bits, such as `k7wq-…`. */
export function randomPassword(): string {
  const letters = [...randomBytes(20)].map((byte) => WRITABLE[byte % WRITABLE.length]).join('');
  return letters.replace(/.{4}(?=.)/g, '$&-');
}
