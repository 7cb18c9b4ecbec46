import { noticeTimeZone } from '../text/format.ts';
import { Observable } from './observable.ts';

const MINUTE = 60_000;
/** A Date header is in whole seconds, and took its time to arrive: a smaller difference is none. */
const TOLERANCE_MS = 5_000;

let ahead = 0;

/** The time by the server's clock; a browser's own may be wrong by hours. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** An answer of the server tells its time. */
export function hearServerTime({ headers }: Pick<Response, 'headers'>): void {
  const difference = Date.parse(headers.get('date') ?? '') - Date.now();
  if (!Number.isNaN(difference)) ahead = Math.abs(difference) < TOLERANCE_MS ? 0 : difference;
}

/** What changes on the page by itself as time goes by. Whoever shows times renders again when it changes. */
export class Calendar {
  /** Minutes since 1970, by the server's clock. */
  readonly minute = new Observable(currentMinute());
  /** The reader's time zone and day: it changes at midnight, and when the reader or the zone moves. */
  readonly day = new Observable(currentDay());
  #timer: ReturnType<typeof setTimeout> | undefined;

  start(): void {
    this.update();
    // Timers stand still while a computer sleeps, and are late in a hidden tab.
    document.addEventListener('visibilitychange', () => this.update());
  }

  update(): void {
    this.minute.value = currentMinute();
    this.day.value = currentDay();
    clearTimeout(this.#timer);
    // Midnight is a full minute, in every time zone.
    this.#timer = setTimeout(() => this.update(), MINUTE - (serverNow() % MINUTE));
  }
}

/** The one of this page. */
export const calendar = new Calendar();

function currentMinute(): number {
  return Math.floor(serverNow() / MINUTE);
}

function currentDay(): string {
  return `${noticeTimeZone()} ${new Date(serverNow()).toDateString()}`;
}
