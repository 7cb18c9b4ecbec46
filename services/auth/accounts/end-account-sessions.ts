import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, CHANGES } from '../admit-administrator.ts';
import { lockAccount, personOf } from './administration.ts';

type EndAccountSessions = operations['endAccountSessions'];

/** Logs an account out everywhere, for administrators. */
export async function endAccountSessions(
  { limiter, store }: Identity,
  { caller, path: { sub }, audit }: ValidRequest<EndAccountSessions>,
): Promise<Reply<EndAccountSessions>> {
  await admitAdministrator({ limiter }, caller, CHANGES);
  const account = await store.transaction(async (transaction) => {
    const account = await lockAccount(transaction, sub);
    await transaction.sessions.endAll(sub);
    return account;
  });
  audit({ event: 'sessions-ended', target: personOf(account) });
  return { status: 204 };
}
