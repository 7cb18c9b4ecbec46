import type { operations } from '../../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../../shared/http/contract.ts';
import { Problem } from '../../../shared/problem.ts';
import type { Identity } from '../../identity.ts';
import { after, ONE_TIME_LINK_LIFETIME } from '../../lifetimes.ts';
import { hashOfCode, newCode } from '../../one-time-code.ts';
import { admitAdministrator, CHANGES } from '../../admit-administrator.ts';
import { assertNoAdministrator, lockAccount, personOf } from '../administration.ts';

type CreateResetLink = operations['createResetLink'];

/** Makes a link with which a person chooses a new password, for administrators. */
export async function createResetLink(
  identity: Identity,
  { caller, path: { sub }, audit }: ValidRequest<CreateResetLink>,
): Promise<Reply<CreateResetLink>> {
  await admitAdministrator(identity, caller, CHANGES);
  const code = newCode();
  const expiresAt = after(identity.now(), ONE_TIME_LINK_LIFETIME);
  const account = await identity.store.transaction(async (transaction) => {
    const account = await lockAccount(transaction, sub);
    // Whoever has the link is this person: one administrator must not become another.
    assertNoAdministrator(identity, account);
    if (account.disabledAt) {
      throw new Problem('forbidden', `${account.username} is disabled. Enable the account first.`);
    }
    await transaction.resets.replace(sub, hashOfCode(code), expiresAt);
    return account;
  });
  audit({ event: 'reset-link-created', target: personOf(account) });
  return { status: 201, body: { link: `/reset#${code}`, expiresAt: expiresAt.toISOString() } };
}
