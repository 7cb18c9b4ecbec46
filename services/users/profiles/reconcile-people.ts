import { randomUUID } from 'node:crypto';
import type { People } from '../../shared/identity/people.ts';
import { Problem } from '../../shared/problem.ts';
import { isSpelling } from '../display-name.ts';
import type { Person } from '../person.ts';
import type { DisplayNameClaims } from './claims.ts';
import type { ProfileStore } from './store.ts';

/** People whom one request is about. */
const PAGE = 200;

export interface ReconciledWith {
  profiles: ProfileStore;
  people: People;
  claims: DisplayNameClaims;
}

/**
 * Deletes the profiles of people who are gone for good, guests who have ended and deleted accounts, and confirms the
 * display names of the others. Auth-service is asked, since what it would report may be lost.
 */
export async function reconcilePeople({ profiles, people, claims }: ReconciledWith): Promise<void> {
  let after: string | undefined;
  do {
    const page = await profiles.page(after, PAGE);
    if (page.length === 0) return;
    const requestId = randomUUID();
    const subs = page.map(({ sub }) => sub);
    const existing = new Map((await people.find(subs, requestId)).map((person) => [person.sub, person]));
    const gone = subs.filter((sub) => !existing.has(sub));
    if (gone.length > 0) await profiles.deleteOffline(gone);

    const shown = page.filter(({ sub }) => existing.has(sub));
    const unclaimed = shown.length > 0 ? await claims.confirm(shown, requestId) : new Set<string>();
    for (const { sub, displayName } of shown) {
      const person = existing.get(sub);
      if (person && unclaimed.has(sub)) await claimOrReset({ profiles, claims }, person, displayName, requestId);
    }
    after = page.length === PAGE ? subs.at(-1) : undefined;
  } while (after !== undefined);
}

/** A display name of an earlier release, which was free to look like another name, or one whose claim was lost. */
async function claimOrReset(
  { profiles, claims }: Pick<ReconciledWith, 'profiles' | 'claims'>,
  person: Person,
  displayName: string,
  requestId: string,
): Promise<void> {
  if (isSpelling(displayName, person.username)) return;
  try {
    await claims.claim({ sub: person.sub, displayName }, requestId);
  } catch (error) {
    if (!(error instanceof Problem) || error.kind === 'unavailable') throw error;
    await profiles.update(person, { displayName: person.username });
  }
}
