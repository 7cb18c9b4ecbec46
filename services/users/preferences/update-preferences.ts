import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { RateLimiter } from '../../shared/limits/rate-limit.ts';
import { personOf } from '../person.ts';
import type { PreferenceStore } from './store.ts';

type UpdatePreferences = operations['updatePreferences'];

const PER_MINUTE = 120;

/** Changes the caller's preferences. */
export async function updatePreferences(
  { preferences, limiter }: { preferences: PreferenceStore; limiter: RateLimiter },
  { caller, body }: ValidRequest<UpdatePreferences>,
): Promise<Reply<UpdatePreferences>> {
  await limiter.debit({ key: `preferences:${caller.sub}`, perMinute: PER_MINUTE, what: 'changes of your settings' });
  return { status: 200, body: await preferences.update(personOf(caller), body) };
}
