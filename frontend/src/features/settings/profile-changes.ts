/** What the profile's form has to send. */
import type { Profile, ProfileRequest } from '../../api/types.ts';

/** The fields with a text, by the names under which the server refuses them. */
const TEXTS = ['title', 'timeZone'] as const;

export type ProfileFault = (typeof TEXTS)[number];

/** The values of the form's fields; empty ones for what is not set. */
export interface ProfileFields {
  title: string;
  timeZone: string;
  showLastSeen: boolean;
}

/** Only what the user has changed since it was loaded: another device may have changed the rest meanwhile. */
export function changesOf(fields: ProfileFields, before: Profile): ProfileRequest {
  const changes: ProfileRequest = {};
  for (const name of TEXTS) {
    const value = fields[name].trim();
    if (value !== (before[name] ?? '')) changes[name] = value === '' ? null : value;
  }
  if (fields.showLastSeen !== before.showLastSeen) changes.showLastSeen = fields.showLastSeen;
  return changes;
}

/** The first field that was refused. */
export function faultOf(refused: readonly string[] = []): ProfileFault | undefined {
  return TEXTS.find((name) => refused.includes(`/body/${name}`));
}
