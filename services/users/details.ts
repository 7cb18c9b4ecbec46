import type { components } from '../../generated/types/users.ts';

export type PersonDetails = components['schemas']['PersonDetails'];
type Details = Pick<PersonDetails, 'title' | 'timeZone' | 'status' | 'doNotDisturbUntil'>;

/** The details of a profile, as in the database. */
export interface DetailsRow {
  title: string | null;
  timeZone: string | null;
  status: components['schemas']['Status'] | null;
  doNotDisturbUntil: Date | null;
}

/** The columns of `profiles` that make a DetailsRow. */
export const DETAILS_COLUMNS = 'title, time_zone AS "timeZone", status, do_not_disturb_until AS "doNotDisturbUntil"';

/** What others see of the details: nothing that is unset, and nothing that has ended. */
export function detailsOf({ title, timeZone, status, doNotDisturbUntil }: DetailsRow): Details {
  const now = Date.now();
  const hasStatus = status !== null && (status.until === undefined || Date.parse(status.until) > now);
  return {
    ...(title !== null && { title }),
    ...(timeZone !== null && { timeZone }),
    ...(hasStatus && { status }),
    ...(doNotDisturbUntil !== null &&
      doNotDisturbUntil.getTime() > now && { doNotDisturbUntil: doNotDisturbUntil.toISOString() }),
  };
}
