import type { Caller } from '../shared/caller.ts';
import type { RateLimiter } from '../shared/limits/rate-limit.ts';
import { Problem } from '../shared/problem.ts';

/** Per administrator and minute, across replicas: somebody's stolen token must not empty the chat, or read all of it. */
export const LIST_LIMIT = 120;
export const CHANGE_LIMIT = 60;

/** Counts a list that only administrators may read. */
export async function admitListing(
  { limiter }: { limiter: RateLimiter },
  caller: Caller,
  what = 'manage accounts and guests',
): Promise<void> {
  assertAdministrator(caller, what);
  await limiter.debit({
    key: `administer-list:${caller.sub}`,
    perMinute: LIST_LIMIT,
    what: 'lists read by you as an administrator',
  });
}

/** Counts a change that only administrators may make. */
export async function admitChange(
  { limiter }: { limiter: RateLimiter },
  caller: Caller,
  what = 'manage accounts and guests',
): Promise<void> {
  assertAdministrator(caller, what);
  await limiter.debit({
    key: `administer-change:${caller.sub}`,
    perMinute: CHANGE_LIMIT,
    what: 'changes made by you as an administrator',
  });
}

/** @param what only administrators may do, such as "rename the chat" */
function assertAdministrator({ roles }: Caller, what: string): void {
  if (!roles.includes('admin')) throw new Problem('forbidden', `Only an administrator may ${what}.`);
}
