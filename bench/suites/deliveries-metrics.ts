import { centrifugo as requirement } from '../../scripts/requirements.ts';
import { costOfPoll } from '../baselines/poll-cost.ts';
import type { Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';

export const PLAIN = 'plain node:http, a chunked res.write a stream';
export const CENTRIFUGO = 'Centrifugo (SSE, memory engine)';
/** Interval between two polls of a client of the old design. */
const POLL_SECONDS = 2;

/** Of a delivery. */
interface Cost {
  cpu: number;
  perSecond: number;
}

/** What the deliveries of one size cost. */
export interface Comparison {
  size: number;
  batch: number;
  ours: Cost;
  plain: Cost;
  /** Undefined if it is not installed. */
  centrifugo: Cost | undefined;
}

export function describe({ size, batch }: Pick<Comparison, 'size' | 'batch'>): string {
  return `${size} streams, ${batch === 1 ? 'single messages' : `${batch} messages a batch`}`;
}

export function besidePlain(comparison: Comparison): Metric[] {
  const { batch, ours, plain } = comparison;
  const how = describe(comparison);
  return [
    metric({
      metric: `live deliveries/s of one core, ${how}`,
      value: 1e6 / ours.cpu,
      unit: '1/s',
      against: { name: PLAIN, value: 1e6 / plain.cpu },
      target: { of: 'ratio', is: '≥', bound: batch === 1 ? 1.2 : 5 },
    }),
    metric({
      metric: `live deliveries/s by the clock, readers on the same cores, ${how}`,
      value: ours.perSecond,
      unit: '1/s',
      against: { name: PLAIN, value: plain.perSecond },
    }),
    metric({
      metric: `CPU of a live delivery, ${how}`,
      value: ours.cpu,
      unit: 'µs',
      against: { name: PLAIN, value: plain.cpu },
      target: { of: 'ratio', is: '<', bound: 1 },
    }),
  ];
}

/** Of the same metric as beside plain node:http. */
export function besideCentrifugo(comparison: Comparison): Metric {
  const { size, batch, ours, centrifugo } = comparison;
  return metric({
    metric: `CPU of a live delivery, ${describe(comparison)}`,
    value: ours.cpu,
    unit: 'µs',
    against: {
      name: centrifugo ? CENTRIFUGO : `${CENTRIFUGO}: not measured, it is missing (${requirement.howToInstall})`,
      value: centrifugo?.cpu ?? null,
    },
    ...(size === 1_000 && batch === 1 ? { target: { of: 'ratio', is: '≤', bound: 0.4 } } : {}),
  });
}

export async function besidePolling(run: Run, comparisons: Comparison[]): Promise<Metric[]> {
  run.say('polls of the old design');
  const poll = await costOfPoll(run, POLL_SECONDS);
  return comparisons
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
