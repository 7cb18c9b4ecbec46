import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { personOf } from '../person.ts';
import { profileOf } from './profile.ts';
import type { ProfileStore } from './store.ts';

type GetProfile = operations['getProfile'];

/** Returns the caller's profile. */
export async function getProfile(
  store: ProfileStore,
  { caller }: ValidRequest<GetProfile>,
): Promise<Reply<GetProfile>> {
  return { status: 200, body: await profileOf(store, personOf(caller)) };
}
