import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { PresenceDependencies } from './presence.ts';

type RenewActivity = operations['renewActivity'];

/** Records that the caller is active. */
export async function renewActivity(
  { store }: PresenceDependencies,
  { caller }: ValidRequest<RenewActivity>,
): Promise<Reply<RenewActivity>> {
  await store.renewActivity(caller.sub);
  return { status: 204 };
}
