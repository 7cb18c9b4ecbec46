import type { components } from '../../../generated/types/users.ts';
import { detailsOf } from '../details.ts';
import type { Person } from '../person.ts';
import type { ProfileStore } from './store.ts';

/** A person's profile, as they see it themselves. */
export async function profileOf(store: ProfileStore, person: Person): Promise<components['schemas']['Profile']> {
  const row = await store.find(person.sub);
  if (!row) return { ...person, displayName: person.username, showLastSeen: true };
  return { ...person, displayName: row.displayName, ...detailsOf(row), showLastSeen: row.showLastSeen };
}
