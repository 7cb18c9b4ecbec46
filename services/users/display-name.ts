import { nameKey } from '../shared/text/names.ts';
import { isOwnSpelling } from '../shared/text/skeletons.ts';

/** Whether a display name is only another spelling of the person's name, and looks like no other one. */
export function isSpelling(displayName: string, username: string): boolean {
  return nameKey(displayName) === nameKey(username) && isOwnSpelling(displayName, username);
}
