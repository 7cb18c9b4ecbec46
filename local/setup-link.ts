/** The one-time link that makes the first administrator, for the terminal of `npm start`. */
import { createSetupLink, type SetupLink } from '../services/auth/accounts/setup/setup-link.ts';
import { IdentityStore } from '../services/auth/store.ts';
import { createPool } from '../services/shared/database/pool.ts';
import { createLogger } from '../services/shared/logging/logger.ts';

/** @returns undefined if there is an administrator */
export async function setupLink(authDatabaseUrl: string, admins: readonly string[]): Promise<SetupLink | undefined> {
  const pool = createPool(authDatabaseUrl, 'setup-link', createLogger('setup-link', 'silent'), 1);
  try {
    return await createSetupLink(new IdentityStore(pool), admins, new Date());
  } finally {
    await pool.end();
  }
}
