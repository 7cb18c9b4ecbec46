import { Stopwatch } from '../state/stopwatch.ts';

/** In milliseconds: a timer that is later than this indicates a sleep or a throttled tab. */
const LATE_MS = 5_000;

/** Calls `onSuspicion` when connections may be half-open: the user returns to the tab, or the browser restores it. */
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

/** Calls `onBeat` at every interval, in milliseconds, and reports whether the timer was late. */
export function beat(interval: number, onBeat: (late: boolean) => void, signal: AbortSignal): void {
  let sinceBeat = new Stopwatch();
  const timer = setInterval(() => {
    const late = sinceBeat.elapsed() > interval + LATE_MS;
    sinceBeat = new Stopwatch();
    onBeat(late);
  }, interval);
  signal.addEventListener('abort', () => clearInterval(timer));
}
