import type { Browser, Page } from 'playwright';

/*
 * What a page's main thread does, from Chromium's trace. Its tasks are measured in CPU time: by the clock, they would be
 * longer whenever another process had the core. Emulated slowness counts, since it keeps the thread busy.
 */
const CATEGORIES = ['disabled-by-default-devtools.timeline', 'blink.user_timing'];

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** The start, in microseconds. */
  ts: number;
  /** Microseconds by the clock, and of CPU. */
  dur?: number;
  tdur?: number;
  args?: { name?: string };
}

export interface Trace {
  /** CPU time of the longest task, in milliseconds. */
  longestTask: number;
  /** CPU time of all tasks between two marks of the page, in milliseconds; the task of the first mark included. */
  between: (from: string, to: string) => number;
}

/** Traces the page while something happens in it. */
export async function trace(browser: Browser, page: Page, work: () => Promise<void>): Promise<Trace> {
  await browser.startTracing(page, { categories: CATEGORIES });
  let traced: Buffer;
  try {
    await work();
  } finally {
    traced = await browser.stopTracing();
  }
  const { traceEvents } = JSON.parse(traced.toString()) as { traceEvents: TraceEvent[] };
  return read(traceEvents);
}

function read(events: readonly TraceEvent[]): Trace {
  const main = mainThread(events);
  const tasks = events.filter(({ name, pid, tid }) => name === 'RunTask' && `${pid} ${tid}` === main);
  const milliseconds = ({ tdur = 0 }: TraceEvent) => tdur / 1000;
  const timeOf = (mark: string) => {
    const event = events.find(({ name }) => name === mark);
    if (!event) throw new Error(`The page did not set the mark ${mark}.`);
    return event.ts;
  };
  return {
    longestTask: Math.max(0, ...tasks.map(milliseconds)),
    between: (from, to) => {
      const [start, end] = [timeOf(from), timeOf(to)];
      const inside = tasks.filter(({ ts, dur = 0 }) => ts + dur > start && ts < end);
      return inside.reduce((sum, task) => sum + milliseconds(task), 0);
    },
  };
}

/** Of the processes of a browser, the one whose main thread did most is the page's. */
function mainThread(events: readonly TraceEvent[]): string {
  const busy = new Map<string, number>();
  for (const { name, args, pid, tid } of events) {
    if (name === 'thread_name' && args?.name === 'CrRendererMain') busy.set(`${pid} ${tid}`, 0);
  }
  for (const { name, pid, tid, tdur = 0 } of events) {
    const thread = `${pid} ${tid}`;
    const sum = busy.get(thread);
    if (name === 'RunTask' && sum !== undefined) busy.set(thread, sum + tdur);
  }
  const [[thread] = []] = [...busy].sort(([, one], [, other]) => other - one);
  if (thread === undefined) throw new Error('The trace has no page.');
  return thread;
}
