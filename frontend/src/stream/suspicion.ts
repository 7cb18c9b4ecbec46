import { Stopwatch } from '../state/stopwatch.ts';

/** A visible tab's timer is never so late, in milliseconds; after a sleep it is. */
const GAP = 5_000;

/**
 * Calls `onSuspicion` when connections may have died unnoticed: the computer slept, the browser froze or restored the
 * page, or the reader returns to it. A hidden tab's timers are throttled, which looks like a gap too.
 */
export function watchForSuspicion(onSuspicion: () => void, signal: AbortSignal): void {
  const whenVisible = () => {
    if (!document.hidden) onSuspicion();
  };
  const whenRestored = ({ persisted }: PageTransitionEvent) => {
    if (persisted) onSuspicion();
  };
  document.addEventListener('visibilitychange', whenVisible, { signal });
  document.addEventListener('resume', whenVisible, { signal });
  window.addEventListener('focus', whenVisible, { signal });
  window.addEventListener('pageshow', whenRestored, { signal });
}

/** Calls `onBeat` at every interval, in milliseconds, with whether the timer was late. */
export function beat(interval: number, onBeat: (late: boolean) => void, signal: AbortSignal): void {
  let sinceBeat = new Stopwatch();
  const timer = setInterval(() => {
    const late = sinceBeat.elapsed() > interval + GAP;
    sinceBeat = new Stopwatch();
    onBeat(late);
  }, interval);
  signal.addEventListener('abort', () => clearInterval(timer));
}
