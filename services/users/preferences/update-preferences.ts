import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { personOf } from '../person.ts';
import type { PreferenceStore } from './store.ts';

type UpdatePreferences = operations['updatePreferences'];

/** Changes the caller's preferences. */
export async function updatePreferences(
  store: PreferenceStore,
  { caller, body }: ValidRequest<UpdatePreferences>,
): Promise<Reply<UpdatePreferences>> {
  return { status: 200, body: await store.update(personOf(caller), body) };
}
