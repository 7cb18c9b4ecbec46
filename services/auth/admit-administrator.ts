import type { Caller } from '../shared/caller.ts';
import type { RateLimiter } from '../shared/limits/rate-limit.ts';
import { Problem } from '../shared/problem.ts';

/** Per administrator and minute, across replicas: somebody's stolen token must not empty the chat, or read all of it. */
interface AdministratorLimit {
  key: string;
  perMinute: number;
  what: string;
}

export const LISTS: AdministratorLimit = {
  key: 'administer-list',
  perMinute: 120,
  what: 'lists read by you as an administrator',
};
export const CHANGES: AdministratorLimit = {
  key: 'administer-change',
  perMinute: 60,
  what: 'changes made by you as an administrator',
};

/**
 * Counts what only administrators may do.
 *
 * @param action what that is, such as "rename the chat"
 * @throws `forbidden` for others, `rate-limited` beyond the limit
 */
export async function admitAdministrator(
  { limiter }: { limiter: RateLimiter },
  { sub, roles }: Caller,
  limit: AdministratorLimit,
  action = 'manage accounts and guests',
): Promise<void> {
  if (!roles.includes('admin')) throw new Problem('forbidden', `Only an administrator may ${action}.`);
  await limiter.debit({ ...limit, key: `${limit.key}:${sub}` });
}
