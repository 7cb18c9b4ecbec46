/** Requests with the one-time link that makes the first administrator. */
import { createSetupLink } from '../../../services/auth/accounts/setup/setup-link.ts';
import { IdentityStore } from '../../../services/auth/store.ts';
import pg from 'pg';
import type { Fixture } from '../fixture.ts';
import { guest, newName, PASSWORD } from '../people.ts';
import type { RequestSpec } from './scenario.ts';

/** Attempts are limited per address, so each request here comes from another. */
let address = 0;
export const fromAnotherAddress = () => ({ 'X-Forwarded-For': `203.0.113.${++address}` });

/** A request that makes the first administrator. */
export async function settingUp({ databaseUrl }: Fixture): Promise<RequestSpec> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1, options: '-c search_path=auth' });
  try {
    // An earlier request has made one.
    await pool.query('UPDATE people SET administrator = false WHERE administrator');
    const link = await createSetupLink(new IdentityStore(pool), [], new Date());
    const body = { code: link?.path.split('#')[1], username: newName(), password: PASSWORD, chatName: 'Chat' };
    return { withoutAdmins: true, headers: fromAnotherAddress(), body };
  } finally {
    await pool.end();
  }
}

export async function settingUpWithTakenName(fixture: Fixture): Promise<RequestSpec> {
  const { username } = await guest(fixture);
  const request = await settingUp(fixture);
  return { ...request, body: { ...(request.body as object), username } };
}
