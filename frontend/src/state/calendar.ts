import { noticeTimeZone } from '../text/format.ts';
import { track } from './signal-watcher.ts';
import { signal } from '@preact/signals-core';

const MINUTE = 60_000;
/** Smaller differences are ignored: a Date header has whole seconds and arrives with latency. */
const TOLERANCE_MS = 5_000;

let ahead = 0;

/** The time by the server's clock; a browser's own may be wrong by hours. */
export function serverNow(): number {
  return Date.now() + ahead;
}

/** Takes the server's time from a response. */
export function noteServerTime({ headers }: Pick<Response, 'headers'>): void {
  const difference = Date.parse(headers.get('date') ?? '') - Date.now();
  if (!Number.isNaN(difference)) ahead = Math.abs(difference) < TOLERANCE_MS ? 0 : difference;
}

/** The current minute, day and time zone. Elements that show times render again when it changes. */
export class Calendar {
  /** Minutes since 1970, by the server's clock. */
  readonly minute = signal(currentMinute());
  /** The reader's time zone and day: it changes at midnight, and when the reader or the zone moves. */
  readonly day = signal(currentDay());
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The server's time. An element that reads it while it renders does so again every minute. */
  get now(): number {
    track(this.minute);
    return serverNow();
  }

  /** The server's time. An element that reads it while it renders does so again when the day changes. */
  get today(): number {
    track(this.day);
    return serverNow();
  }

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

/** The page's calendar. */
export const calendar = new Calendar();

function currentMinute(): number {
  return Math.floor(serverNow() / MINUTE);
}

function currentDay(): string {
  return `${noticeTimeZone()} ${new Date(serverNow()).toDateString()}`;
}
