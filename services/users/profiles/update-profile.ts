import type { operations } from '../../../generated/types/users.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { invalid, type FieldError } from '../../shared/http/invalid.ts';
import { Problem, unavailable } from '../../shared/problem.ts';
import { isSpelling } from '../display-name.ts';
import { personOf, type Person } from '../person.ts';
import { completeSkeletons, skeletonsOf } from './name-index.ts';
import { profileOf } from './profile.ts';
import type { ProfileChanges, ProfileStore, Refusal } from './store.ts';

type UpdateProfile = operations['updateProfile'];

const YEAR_MS = 366 * 24 * 60 * 60_000;
/** People may come online while the skeletons of those who came before are being added. */
const ATTEMPTS = 10;

/** Changes how the caller is shown. */
export async function updateProfile(
  store: ProfileStore,
  { caller, body }: ValidRequest<UpdateProfile>,
): Promise<Reply<UpdateProfile>> {
  const person = personOf(caller);
  requireSoon(body);
  const { problem, otherName } = await update(store, person, withUtcTimes(body));
  if (problem === 'unknown') throw unavailable('Too many people are coming online to compare their names.');
  if (problem === 'taken') {
    const other = otherName ?? 'another name';
    throw new Problem(
      'name-taken',
      `${body.displayName ?? ''} looks like ${other}, which is in use. Choose another display name.`,
    );
  }
  return { status: 200, body: await profileOf(store, person) };
}

async function update(store: ProfileStore, person: Person, changes: ProfileChanges): Promise<Refusal> {
  const { displayName = person.username } = changes;
  const looks = isSpelling(displayName, person.username) ? undefined : skeletonsOf(displayName);
  const skeletons = skeletonsOf(person.username, displayName);
  for (let attempt = 1; ; attempt++) {
    const refusal = await store.update(person, changes, looks, skeletons);
    if (refusal.problem !== 'unknown' || attempt === ATTEMPTS) return refusal;
    await completeSkeletons(store);
  }
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
