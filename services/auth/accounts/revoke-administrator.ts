import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, CHANGES } from '../admit-administrator.ts';
import { lockAccount, personOf } from './administration.ts';

type RevokeAdministrator = operations['revokeAdministrator'];

/** Revokes an administrator's role, for administrators. One always remains. */
export async function revokeAdministrator(
  { limiter, rules, store }: Identity,
  { caller, path: { sub }, audit }: ValidRequest<RevokeAdministrator>,
): Promise<Reply<RevokeAdministrator>> {
  await admitAdministrator({ limiter }, caller, CHANGES);
  const revoked = await store.transaction(async (transaction) => {
    await transaction.accounts.lockAdministrators();
    const account = await lockAccount(transaction, sub);
    const administrator = rules.administrator(account);
    if (administrator === undefined) return undefined;
    if (administrator === 'setting') {
      throw new Problem('forbidden', `${account.username} is named in ADMINS. Remove the name there.`);
    }
    const remaining = await transaction.accounts.administrators(rules.adminKeys);
    if (remaining.every((other) => other === sub)) {
      throw new Problem('forbidden', `${account.username} is the last administrator. Make another account one first.`);
    }
    await transaction.accounts.setAdministrator(sub, false);
    return account;
  });
  if (revoked) audit({ event: 'administrator-revoked', target: personOf(revoked) });
  return { status: 204 };
}
