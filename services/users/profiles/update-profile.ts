import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { invalid, type FieldError } from '../../shared/http/invalid.ts';
import type { RateLimiter } from '../../shared/limits/rate-limit.ts';
import { isSpelling } from '../display-name.ts';
import { personOf } from '../person.ts';
import type { DisplayNameClaims } from './claims.ts';
import { profileOf } from './profile.ts';
import type { ProfileChanges, ProfileStore } from './store.ts';

type UpdateProfile = operations['updateProfile'];

const YEAR_MS = 366 * 24 * 60 * 60_000;
/** Everybody who is online is told of each change. */
const CHANGES_PER_MINUTE = 60;
const DISPLAY_NAMES_PER_MINUTE = 10;

export interface ProfileDependencies {
  profiles: ProfileStore;
  claims: DisplayNameClaims;
  limiter: RateLimiter;
}

/** Changes how the caller is shown. */
export async function updateProfile(
  dependencies: ProfileDependencies,
  { caller, requestId, body }: ValidRequest<UpdateProfile>,
): Promise<Reply<UpdateProfile>> {
  const { profiles, claims, limiter } = dependencies;
  const person = personOf(caller);
  const { sub } = person;
  const { displayName } = body;
  requireSoon(body);
  await limiter.debit(
    { key: `profile:${sub}`, perMinute: CHANGES_PER_MINUTE, what: 'changes of your profile' },
    displayName === undefined
      ? undefined
      : { key: `display-name:${sub}`, perMinute: DISPLAY_NAMES_PER_MINUTE, what: 'changes of your display name' },
  );
  // Spellings of the person's own name look like no other one: they need no claim.
  if (displayName !== undefined && !isSpelling(displayName, person.username)) {
    await claims.claim({ sub, displayName }, requestId);
  }
  await profiles.update(person, withUtcTimes(body));
  if (displayName !== undefined) {
    // Only frees other names. If it is lost, the periodic comparison of profiles makes up for it.
    await claims.confirm([{ sub, displayName }], requestId).catch(() => undefined);
  }
  return { status: 200, body: await profileOf(profiles, person) };
}

function requireSoon({ status, doNotDisturbUntil }: ProfileChanges): void {
  const times = [
    { field: '/body/status/until', time: status?.until },
    { field: '/body/doNotDisturbUntil', time: doNotDisturbUntil },
  ];
  const now = Date.now();
  const isSoon = (time: number) => time > now && time < now + YEAR_MS;
  const errors: FieldError[] = times.flatMap(({ field, time }) =>
    typeof time === 'string' && !isSoon(Date.parse(time))
      ? { field, detail: 'must be in the future, at most a year from now' }
      : [],
  );
  if (errors.length > 0) throw invalid(errors);
}

/** One form of time, whatever the client's. */
function withUtcTimes({ status, ...changes }: ProfileChanges): ProfileChanges {
  if (status?.until === undefined) return { ...changes, ...(status !== undefined && { status }) };
  return { ...changes, status: { ...status, until: new Date(status.until).toISOString() } };
}
