import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { invalid } from '../../shared/http/invalid.ts';
import { personOf } from '../person.ts';
import { displayNameFault } from '../display-name.ts';
import type { ProfileStore } from './store.ts';

type UpdateProfile = operations['updateProfile'];

/** Changes the caller's display name. */
export async function updateProfile(
  store: ProfileStore,
  { caller, body: { displayName } }: ValidRequest<UpdateProfile>,
): Promise<Reply<UpdateProfile>> {
  const person = personOf(caller);
  const fault = displayNameFault(displayName, person.username);
  if (fault !== undefined) throw invalid([{ field: '/body/displayName', detail: fault }]);
  await store.rename(person, displayName);
  return { status: 200, body: { ...person, displayName } };
}
