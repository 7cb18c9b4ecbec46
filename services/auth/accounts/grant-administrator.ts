import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, CHANGES } from '../admit-administrator.ts';
import { lockAccount, personOf } from './administration.ts';
import { MAX_ADMINISTRATORS } from './store.ts';

type GrantAdministrator = operations['grantAdministrator'];

/** Makes an account an administrator, for administrators. */
export async function grantAdministrator(
  { limiter, rules, store }: Identity,
  { caller, path: { sub }, audit }: ValidRequest<GrantAdministrator>,
): Promise<Reply<GrantAdministrator>> {
  await admitAdministrator({ limiter }, caller, CHANGES);
  const granted = await store.transaction(async (transaction) => {
    await transaction.accounts.lockAdministrators();
    const account = await lockAccount(transaction, sub);
    if (rules.administrator(account)) return undefined;
    if (account.disabledAt) {
      throw new Problem('forbidden', `${account.username} is disabled. Enable the account first.`);
    }
    if ((await transaction.accounts.administrators(rules.adminKeys)).length >= MAX_ADMINISTRATORS) {
      throw new Problem('forbidden', `There are ${MAX_ADMINISTRATORS} administrators. Revoke another's role first.`);
    }
    await transaction.accounts.setAdministrator(sub, true);
    return account;
  });
  // A repeated request changes nothing, so it is not logged.
  if (granted) audit({ event: 'administrator-granted', target: personOf(granted) });
  return { status: 204 };
}
