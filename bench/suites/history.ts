import type { Suite, Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { fillDatabases, type Filled } from '../history/databases.ts';
import { Generator } from '../load/generator.ts';
import { median } from '../percentile.ts';
import { logIn, startReplica } from '../product.ts';

const SIZES = [1_000, 1_000_000, 10_000_000];
const QUICK_SIZES = [1_000, 10_000, 100_000];
/** The number of positions at which a deep page is read, one after the other. */
const PLACES = 500;
const HISTORY_PAGE = 50;
const EVENTS_PAGE = 100;

/** The paths of one kind of page, for a log. */
type Kind = (log: Filled) => string[];

const KINDS: Record<string, Kind> = {
  'newest 50 messages': () => [`/messages?limit=${HISTORY_PAGE}`],
  '50 messages deep in the past': (log) =>
    places(log, HISTORY_PAGE).map((place) => `/messages?limit=${HISTORY_PAGE}&before=${place + HISTORY_PAGE}`),
  'replay of 100 events': (log) =>
    places(log, EVENTS_PAGE).map((place) => `/events?limit=${EVENTS_PAGE}&after=${place}`),
};

/** The cost of a page, for logs of different lengths. */
export const history: Suite = {
  name: 'history',
  measure: async (run) => {
    const logs = await fillDatabases(run, run.quick ? QUICK_SIZES : SIZES);
    const read = await startReaders(run, logs);
    const times = new Map<string, number[]>();
    for (let round = 0; round < (run.quick ? 3 : 5); round++) {
      for (const [kind, pathsOf] of Object.entries(KINDS)) {
        for (const log of logs) {
          const key = keyOf(kind, log);
          // The first round warms up.
          const time = await read(log, pathsOf(log));
          if (round > 0) times.set(key, [...(times.get(key) ?? []), time]);
        }
      }
    }
    return Object.keys(KINDS).flatMap((kind) =>
      metricsOf(kind, logs, (log) => median(times.get(keyOf(kind, log)) ?? [])),
    );
  },
};

const keyOf = (kind: string, { messages }: Filled) => `${kind}, ${messages.toLocaleString('en-US')} messages`;

/** Positions spread over the log, each with a whole page after it. */
function places({ start, messages }: Filled, page: number): number[] {
  return Array.from({ length: PLACES }, () => start + Math.floor(Math.random() * (messages - page)));
}

type Read = (log: Filled, paths: string[]) => Promise<number>;

/** Starts a replica for each log; returns the median time per page, in milliseconds. */
async function startReaders(run: Run, logs: Filled[]): Promise<Read> {
  const [first] = logs;
  if (!first) throw new Error('There is no log to read.');
  const auth = await startReplica(run, 'auth', { urls: first.urls });
  const [token = ''] = await logIn(auth, 1);
  const replicas = new Map<Filled, string>();
  for (const log of logs) {
    replicas.set(log, (await startReplica(run, 'messages', { urls: log.urls, authUrl: auth.url })).url);
  }
  const generator = new Generator(run.cleanup);
  const seconds = run.quick ? 0.4 : 0.7;
  return async (log, paths) => {
    const url = replicas.get(log) ?? '';
    const { p50 } = await generator.run({ url, requests: { kind: 'pages', token, paths }, seconds });
    return p50;
  };
}

function metricsOf(kind: string, [smallest, ...larger]: Filled[], timeOf: (log: Filled) => number): Metric[] {
  if (!smallest) return [];
  const against = { name: `${smallest.messages.toLocaleString('en-US')} messages`, value: timeOf(smallest) };
  return larger.map((log, index) =>
    metric({
      metric: keyOf(kind, log),
      value: timeOf(log),
      unit: 'ms',
      against,
      ...(index === larger.length - 1 ? { target: { of: 'ratio', is: '≤', bound: 1.5 } } : {}),
    }),
  );
}
