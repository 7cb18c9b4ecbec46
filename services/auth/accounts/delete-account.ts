import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, CHANGES } from '../admit-administrator.ts';
import { assertNoAdministrator, hashOfNothing, lockAccount, personOf } from './administration.ts';

type DeleteAccount = operations['deleteAccount'];

/** Deletes an account, for administrators; its name stays reserved. */
export async function deleteAccount(
  identity: Identity,
  { caller, path: { sub }, audit }: ValidRequest<DeleteAccount>,
): Promise<Reply<DeleteAccount>> {
  await admitAdministrator(identity, caller, CHANGES);
  const { store, now } = identity;
  const unusableHash = await hashOfNothing(identity);
  const account = await store.transaction(async (transaction) => {
    const account = await lockAccount(transaction, sub);
    assertNoAdministrator(identity, account);
    await transaction.accounts.delete(sub, unusableHash, now());
    return account;
  });
  audit({ event: 'account-deleted', target: personOf(account) });
  return { status: 200, body: { ...personOf(account), kept: ['messages', 'username'] } };
}
