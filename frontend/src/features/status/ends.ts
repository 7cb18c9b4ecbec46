/** When a status and "do not disturb" end: what is offered instead of a date and a time. */
import { HOUR_MS } from '../../state/timer.ts';

/** `never` is for a status, `off` for "do not disturb"; `kept` is the end that is set already, `custom` a chosen time. */
export type End =
  | 'never'
  | 'off'
  | 'kept'
  | 'half-hour'
  | 'hour'
  | 'two-hours'
  | 'four-hours'
  | 'today'
  | 'tomorrow'
  | 'week'
  | 'custom';

export const STATUS_ENDS = ['never', 'half-hour', 'hour', 'four-hours', 'today', 'week', 'custom'] as const;
export const DND_ENDS = ['off', 'half-hour', 'hour', 'two-hours', 'tomorrow', 'custom'] as const;

/** As the contract says. */
const YEAR_MS = 365 * 24 * HOUR_MS;
/** When a working day begins: "do not disturb" until tomorrow includes the night. */
const MORNING_HOUR = 8;
const [MONDAY, DAYS] = [1, 7];

/** The time of an end in milliseconds, in the reader's time zone. Undefined for those that name none. */
export function timeOf(end: End, now: number): number | undefined {
  switch (end) {
    case 'half-hour':
      return now + HOUR_MS / 2;
    case 'hour':
      return now + HOUR_MS;
    case 'two-hours':
      return now + 2 * HOUR_MS;
    case 'four-hours':
      return now + 4 * HOUR_MS;
    case 'today':
      return inDays(now, 1, 0);
    case 'tomorrow':
      return inDays(now, 1, MORNING_HOUR);
    case 'week':
      return inDays(now, daysToMonday(now), 0);
    default:
      return undefined;
  }
}

/** The value of a field for date and time, if it is ahead and at most a year away. */
export function parseLocalTime(value: string, now: number): number | undefined {
  const time = new Date(value).getTime();
  return time > now && time - now < YEAR_MS ? time : undefined;
}

/** A time as the value of a field for date and time, which has no zone. */
export function toLocalTime(time: number): string {
  const date = new Date(time);
  return new Date(time - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 'yyyy-mm-ddThh:mm'.length);
}

function inDays(now: number, days: number, hour: number): number {
  const date = new Date(now);
  date.setDate(date.getDate() + days);
  return date.setHours(hour, 0, 0, 0);
}

function daysToMonday(now: number): number {
  return (MONDAY - new Date(now).getDay() + DAYS) % DAYS || DAYS;
}
