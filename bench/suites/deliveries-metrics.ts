import { costOfPoll } from '../baselines/poll-cost.ts';
import type { Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';

export const PLAIN = 'plain node:http, a chunked res.write a stream';
/** Interval between two polls of a client of the old design. */
const POLL_SECONDS = 2;

/** Of a delivery. */
interface Cost {
  cpu: number;
  perSecond: number;
}

export interface Pair {
  size: number;
  batch: number;
  ours: Cost;
  theirs: Cost;
}

export function describe({ size, batch }: Pick<Pair, 'size' | 'batch'>): string {
  return `${size} streams, ${batch === 1 ? 'single messages' : `${batch} messages a batch`}`;
}

export function besidePlain(pair: Pair): Metric[] {
  const { batch, ours, theirs } = pair;
  const how = describe(pair);
  return [
    metric({
      metric: `live deliveries/s of one core, ${how}`,
      value: 1e6 / ours.cpu,
      unit: '1/s',
      against: { name: PLAIN, value: 1e6 / theirs.cpu },
      target: { of: 'ratio', is: '≥', bound: batch === 1 ? 1.2 : 5 },
    }),
    metric({
      metric: `CPU of a live delivery, ${how}`,
      value: ours.cpu,
      unit: 'µs',
      against: { name: PLAIN, value: theirs.cpu },
      target: { of: 'ratio', is: '<', bound: 1 },
    }),
    metric({
      metric: `live deliveries/s by the clock, readers on the same cores, ${how}`,
      value: ours.perSecond,
      unit: '1/s',
      against: { name: PLAIN, value: theirs.perSecond },
    }),
  ];
}

export async function besidePolling(run: Run, pairs: Pair[]): Promise<Metric[]> {
  run.say('polls of the old design');
  const poll = await costOfPoll(run, POLL_SECONDS);
  return pairs
    .filter(({ batch }) => batch === 1)
    .map(({ size, ours }) =>
      metric({
        metric: `CPU a second for ${size} clients, one message a second`,
        value: (size * ours.cpu) / 1000,
        unit: 'ms',
        against: {
          name: 'the old design, polled every 2 s (a message comes 1 s late on average)',
          value: poll === undefined ? null : ((size / POLL_SECONDS) * poll) / 1000,
        },
      }),
    );
}
