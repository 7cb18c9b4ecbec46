import { nameKey } from '../../../shared/text/names.ts';
import { after, ONE_TIME_LINK_LIFETIME } from '../../lifetimes.ts';
import { hashOfCode, newCode } from '../../one-time-code.ts';
import type { IdentityStore, IdentityTransaction } from '../../store.ts';

export interface SetupLink {
  /** To be appended to the chat's address. */
  path: string;
  expiresAt: Date;
}

/**
 * Whether there is an administrator, or a name is reserved for one. The administrators must be locked.
 *
 * @param named the names in ADMINS, whether or not they have accounts
 */
export async function hasAdministrator(transaction: IdentityTransaction, named: ReadonlySet<string>): Promise<boolean> {
  return named.size > 0 || (await transaction.accounts.administrators(named)).length > 0;
}

/**
 * Makes a link for the first administrator, for the operator. Only its hash is stored: it cannot be shown again, and a
 * new one replaces it.
 *
 * @param admins the names in ADMINS
 * @returns undefined if there is an administrator
 */
export function createSetupLink(
  store: IdentityStore,
  admins: readonly string[],
  now: Date,
): Promise<SetupLink | undefined> {
  return store.transaction(async (transaction) => {
    await transaction.accounts.lockAdministrators();
    if (await hasAdministrator(transaction, new Set(admins.map(nameKey)))) return undefined;
    const code = newCode();
    const expiresAt = after(now, ONE_TIME_LINK_LIFETIME);
    await transaction.setup.replaceLink(hashOfCode(code), expiresAt);
    return { path: `/setup#${code}`, expiresAt };
  });
}
