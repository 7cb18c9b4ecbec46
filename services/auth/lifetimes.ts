/* How long things last, in milliseconds. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

export const ACCESS_TOKEN_LIFETIME = 15 * MINUTE;
/** A guest's name is held so long after the last login or refresh. */
export const NAME_HOLD = 15 * MINUTE;
/** A session ends when it has not been refreshed for so long. */
export const SESSION_LIFETIME = 30 * DAY;
/** A replaced refresh token is accepted so long after its successor was first presented. */
export const REFRESH_GRACE = 30 * SECOND;

export function after(moment: Date, milliseconds: number): Date {
  return new Date(moment.getTime() + milliseconds);
}
