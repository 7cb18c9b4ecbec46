import { nameKey } from '../shared/text/names.ts';
import { isOwnSpelling } from '../shared/text/skeletons.ts';

/** Why a person may not have this display name; undefined if they may. */
export function displayNameFault(displayName: string, username: string): string | undefined {
  if (nameKey(displayName) !== nameKey(username)) {
    return `may differ from the name "${username}" only in case and in compatible forms of letters`;
  }
  return isOwnSpelling(displayName, username)
    ? undefined
    : 'must not look like another name: change the case of fewer letters';
}

/** The name by which others see a person. A display name stored by an earlier release may look like another name. */
export function shownName(displayName: string | undefined, username: string): string {
  if (displayName === undefined || displayName === username) return username;
  return displayNameFault(displayName, username) === undefined ? displayName : username;
}
