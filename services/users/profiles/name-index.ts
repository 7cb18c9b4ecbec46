import { skeletons } from '../../shared/text/skeletons.ts';
import { isSpelling } from '../display-name.ts';
import type { Indexed, ProfileStore, Unindexed } from './store.ts';

const PAGE = 500;

/** The skeletons by which others are compared with a person: those of the name and of the display name. */
export function skeletonsOf(...names: (string | null)[]): string[] {
  return [...new Set(names.flatMap((name) => (name === null ? [] : skeletons(name))))];
}

/** Adds the skeletons that the database does not have yet: it cannot compute them. */
export async function completeSkeletons(store: ProfileStore): Promise<void> {
  for (;;) {
    const people = await store.unindexed(PAGE);
    if (people.length > 0) await store.setSkeletons(people.filter(mayBeShown).map(indexed));
    for (const person of people.filter((each) => !mayBeShown(each))) await resetDisplayName(store, person);
    if (people.length < PAGE) return;
  }
}

function indexed(person: Unindexed): Indexed {
  return { ...person, skeletons: skeletonsOf(person.username, person.displayName) };
}

/** A display name without skeletons is of an earlier release: they were free to look like another name. */
function mayBeShown({ username, displayName }: Unindexed): boolean {
  return username === null || isSpelling(displayName, username);
}

async function resetDisplayName(store: ProfileStore, { sub, username, guest }: Unindexed): Promise<void> {
  if (username === null) return;
  await store.update({ sub, username, guest }, { displayName: username }, undefined, skeletonsOf(username));
}
