import type { Caller } from '../shared/caller.ts';
import { Problem } from '../shared/problem.ts';

/** @param what only administrators may do, such as "rename the chat" */
export function requireAdministrator({ roles }: Caller, what = 'manage accounts and guests'): void {
  if (!roles.includes('admin')) throw new Problem('forbidden', `Only an administrator may ${what}.`);
}
