import type { operations } from '../../../generated/types/auth.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { Problem } from '../../shared/problem.ts';
import type { Identity } from '../identity.ts';
import { admitAdministrator, CHANGES } from '../admit-administrator.ts';
import { personOf } from './administration.ts';

type EndGuest = operations['endGuest'];

/** Ends a guest's session, for administrators. */
export async function endGuest(
  { limiter, store }: Identity,
  { caller, path: { sub }, audit }: ValidRequest<EndGuest>,
): Promise<Reply<EndGuest>> {
  await admitAdministrator({ limiter }, caller, CHANGES);
  const guest = await store.transaction(async (transaction) => {
    const [guest] = await transaction.people.lock({ sub });
    if (guest?.passwordHash !== null) {
      throw new Problem(
        'not-found',
        'No guest has this id. The session may have ended, or the guest has become an account.',
      );
    }
    await transaction.people.remove(sub);
    return guest;
  });
  audit({ event: 'guest-ended', target: personOf(guest) });
  return { status: 204 };
}
