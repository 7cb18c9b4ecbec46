import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { personOf } from '../person.ts';
import { shownName } from '../display-name.ts';
import type { ProfileStore } from './store.ts';

type GetProfile = operations['getProfile'];

/** Returns the caller's name and display name. */
export async function getProfile(
  store: ProfileStore,
  { caller }: ValidRequest<GetProfile>,
): Promise<Reply<GetProfile>> {
  const person = personOf(caller);
  const displayName = shownName(await store.displayName(person.sub), person.username);
  return { status: 200, body: { ...person, displayName } };
}
