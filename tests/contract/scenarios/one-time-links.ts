/** Requests with one-time links. */
import { createSetupLink } from '../../../services/auth/accounts/setup/setup-link.ts';
import { IdentityStore } from '../../../services/auth/store.ts';
import pg from 'pg';
import type { Fixture } from '../fixture.ts';
import { account, anAdmin, authClient, bearer, guest, newName, PASSWORD, untilLimited } from '../people.ts';
import type { RequestSpec } from './scenario.ts';

/** Attempts are limited per address, so each request here comes from another. */
let address = 0;
export function fromAnotherAddress() {
  address++;
  return { 'X-Forwarded-For': `198.18.${address >> 8}.${address & 255}` };
}

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

/** A request that sets another password with a link. */
export async function resettingPassword(fixture: Fixture): Promise<RequestSpec> {
  const { sub } = await account(fixture);
  const { data } = await authClient(fixture).POST('/accounts/{sub}/reset-link', {
    params: { path: { sub } },
    headers: bearer(anAdmin(fixture)),
  });
  const body = { code: data?.link.split('#')[1], password: PASSWORD };
  return { headers: fromAnotherAddress(), body };
}

/** Tries links that do not exist until no more may be tried. */
export async function untilLinksAreLimited(url: string, body: object): Promise<RequestSpec> {
  const headers = { ...fromAnotherAddress(), 'Content-Type': 'application/json' };
  await untilLimited(() => fetch(url, { method: 'POST', headers, body: JSON.stringify(body) }));
  return { headers, body };
}
