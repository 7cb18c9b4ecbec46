/* Lifetimes in milliseconds. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
export const DAY = 24 * 60 * MINUTE;

export const ACCESS_TOKEN_LIFETIME = 15 * MINUTE;
/** A guest's name is held for this long after the last login or refresh. */
export const NAME_HOLD = 15 * MINUTE;
/** A session ends if it is not refreshed for this long. */
export const IDLE_LIFETIME = 30 * DAY;
/** Absolute lifetime of a session since its login, regardless of refreshes, unless the operator sets another. */
export const DEFAULT_SESSION_LIFETIME = 90 * DAY;
/** How long after a guest's login the access token alone suffices to get another one. */
export const GUEST_RENEWAL = DAY;
/** An account's known address expires if it is not used for this long. */
export const KNOWN_PLACE_LIFETIME = 90 * DAY;
/** How long the audit log is stored. */
export const AUDIT_LIFETIME = 30 * DAY;
/** How long the link for the first administrator or for a new password is valid. */
export const ONE_TIME_LINK_LIFETIME = DAY;
/** A refresh token that is presented again within this time gets the same successor. */
export const REFRESH_GRACE = 30 * SECOND;

export function after(moment: Date, milliseconds: number): Date {
  return new Date(moment.getTime() + milliseconds);
}

export function earlier(one: Date, other: Date): Date {
  return one < other ? one : other;
}
