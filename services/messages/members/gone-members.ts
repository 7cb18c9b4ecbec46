import { randomUUID } from 'node:crypto';
import type { Logger } from '../../shared/logging/logger.ts';
import { runPeriodically } from '../../shared/service/periodic.ts';
import type { People } from '../../shared/identity/people.ts';
import type { MemberStore } from './store.ts';

const INTERVAL_MS = 5 * 60_000;
/** People whom one request asks about. */
const PAGE = 500;

/**
 * Ends the memberships of people who are gone for good: guests who have ended and deleted accounts. They are asked for
 * rather than reported, since a report may be lost. A sub that was in the table before auth-service did not know it is
 * gone, since nobody gets it again.
 */
export async function endGoneMemberships(members: MemberStore, people: People): Promise<void> {
  let after: string | undefined;
  do {
    const subs = await members.subsAfter(after, PAGE);
    const existing = new Set((await people.find(subs, randomUUID())).map(({ sub }) => sub));
    for (const sub of subs) if (!existing.has(sub)) await members.leaveAll(sub);
    after = subs.length === PAGE ? subs.at(-1) : undefined;
  } while (after !== undefined);
}

/**
 * Every replica does it; who has left already does not leave again.
 *
 * @returns a function that stops it
 */
export function scheduleGoneMembers(members: MemberStore, people: People, logger: Logger): () => void {
  return runPeriodically(() => endGoneMemberships(members, people), {
    intervalMs: INTERVAL_MS,
    failure: 'could not end the memberships of people who are gone; retrying later',
    logger,
  });
}
