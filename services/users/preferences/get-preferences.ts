import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { PreferenceStore } from './store.ts';

type GetPreferences = operations['getPreferences'];

/** Returns the caller's preferences. */
export async function getPreferences(
  store: PreferenceStore,
  { caller }: ValidRequest<GetPreferences>,
): Promise<Reply<GetPreferences>> {
  return { status: 200, body: await store.find(caller.sub) };
}
