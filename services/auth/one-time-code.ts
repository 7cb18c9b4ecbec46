import { hash, randomBytes } from 'node:crypto';
import type { RequestContext } from '../shared/http/contract.ts';
import type { Identity } from './identity.ts';

/* The codes of one-time links. They stand in a URL's fragment, which no browser sends to a server; only hashes are stored. */

/** 256 random bits, in the contract's form. */
export function newCode(): string {
  return randomBytes(32).toString('base64url');
}

/** Needs neither salt nor a slow hash, since nobody can guess a code. */
export function hashOfCode(code: string): string {
  return hash('sha256', code, 'hex');
}

/** Throws `rate-limited` after many attempts from one address: each hashes a password. */
export async function limitCodes({ limiter, limits }: Identity, { network }: RequestContext): Promise<void> {
  await limiter.debit({
    key: `code:${network}`,
    perMinute: limits.loginPerName,
    what: 'links tried from your address',
  });
}
