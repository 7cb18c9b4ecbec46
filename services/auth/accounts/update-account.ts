import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, CHANGES } from '../admit-administrator.ts';
import { assertNoAdministrator, hashOfNothing, lockAccount, personOf, toAccount } from './administration.ts';

type UpdateAccount = operations['updateAccount'];

/** Disables or enables an account, for administrators. */
export async function updateAccount(
  identity: Identity,
  { caller, path: { sub }, body: { disabled }, audit }: ValidRequest<UpdateAccount>,
): Promise<Reply<UpdateAccount>> {
  await admitAdministrator(identity, caller, CHANGES);
  const { store, sessions, now } = identity;
  const unusableHash = disabled ? await hashOfNothing(identity) : '';
  const moment = now();
  const account = await store.transaction(async (transaction) => {
    const account = await lockAccount(transaction, sub);
    if (disabled) {
      assertNoAdministrator(identity, account);
      await transaction.accounts.disable(sub, unusableHash, moment);
    } else {
      await transaction.accounts.enable(sub);
    }
    return account;
  });
  // A repeated request changes nothing, so it is not logged.
  if (disabled !== (account.disabledAt !== null)) {
    audit({ event: disabled ? 'account-disabled' : 'account-enabled', target: personOf(account) });
  }
  const disabledAt = disabled ? (account.disabledAt ?? moment) : null;
  const [latest] = await sessions.list(sub, moment);
  const lastUsedAt = latest?.lastUsedAt ?? null;
  return { status: 200, body: toAccount(identity, { ...account, disabledAt, lastUsedAt }) };
}
