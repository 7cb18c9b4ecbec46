import { randomUUID } from 'node:crypto';
import { fillDatabases, type Filled } from '../history/databases.ts';
import { Generator } from '../load/generator.ts';
import { metric } from '../metric.ts';
import { median } from '../percentile.ts';
import { logIn, startReplica } from '../product.ts';
import type { Run, Suite } from '../suite.ts';
import { fillRooms, subOf } from '../support/members.ts';

/*
 * The list of rooms of a person, with what is unread in each, for logs of different lengths: what was said before the
 * markers must cost nothing.
 */
const SIZES = [10_000, 10_000_000];
const QUICK_SIZES = [10_000, 100_000];
const ROOMS = 200;
const PEOPLE = 20;
/** Of each room. */
const UNREAD = 20;

type Read = (log: Filled) => Promise<number>;

export const roomList: Suite = {
  name: 'room-list',
  measure: async (run) => {
    const rooms = Array.from({ length: ROOMS }, () => randomUUID());
    const logs = await fillDatabases(run, run.quick ? QUICK_SIZES : SIZES, rooms);
    const read = await startReaders(run, logs, rooms);
    const times = new Map<Filled, number[]>(logs.map((log) => [log, []]));
    for (let round = 0; round < (run.quick ? 4 : 10); round++) {
      for (const [log, measured] of times) {
        const time = await read(log);
        // The first round warms up.
        if (round > 0) measured.push(time);
      }
    }
    const [small, large] = [...times].map(([{ messages }, measured]) => ({
      name: `${messages.toLocaleString('en-US')} messages`,
      value: median(measured),
    }));
    if (!small || !large) throw new Error('There is no list to read.');
    return [
      metric({
        metric: `list of ${ROOMS} rooms, ${UNREAD} unread in each, ${large.name}`,
        value: large.value,
        unit: 'ms',
        against: small,
        target: { of: 'ratio', is: '≤', bound: 1.5 },
      }),
    ];
  },
};

/** Starts a replica for each log; returns the median time per list, in milliseconds. */
async function startReaders(run: Run, logs: Filled[], rooms: string[]): Promise<Read> {
  const [first] = logs;
  if (!first) throw new Error('There is no log to read.');
  const auth = await startReplica(run, 'auth', { urls: first.urls });
  const tokens = await logIn(auth, PEOPLE);
  const [token = ''] = tokens;
  const urls = new Map<Filled, string>();
  for (const log of logs) {
    const roomsOf = new Map(tokens.map((each) => [subOf(each), rooms]));
    await fillRooms(log.urls.messages.migrationUrl, roomsOf, UNREAD * ROOMS);
    urls.set(log, (await startReplica(run, 'messages', { urls: log.urls, authUrl: auth.url })).url);
  }
  const generator = new Generator(run.cleanup);
  const seconds = run.quick ? 0.4 : 1;
  return async (log) => {
    const url = urls.get(log) ?? '';
    const { p50 } = await generator.run({ url, requests: { kind: 'pages', token, paths: ['/rooms'] }, seconds });
    return p50;
  };
}
