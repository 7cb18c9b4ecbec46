import { randomUUID } from 'node:crypto';
import { cpuTimes } from '../cpu.ts';
import { Poster } from '../load/poster.ts';
import { MESSAGE } from '../load/requests.ts';
import { metric, type Metric } from '../metric.ts';
import { median } from '../percentile.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import { Readers } from '../readers/readers.ts';
import { openStream } from '../readers/stream.ts';
import type { Run, Suite } from '../suite.ts';
import { fillRooms, subOf } from '../support/members.ts';

/*
 * What it costs to be in many rooms, beside being in one, for streams of `rooms=mine`: of a delivery the CPU time of the
 * replica that holds the streams, to which nobody posts; of an opening the time until the first byte. Everybody of a group
 * is in the same rooms, so each message is delivered to all streams of the group.
 */
const PEOPLE = 50;
const MANY_FOR_DELIVERIES = 100;
const MANY_FOR_OPENING = 200;
const BATCHES = [1, 10];
const BLOCKS = 6;

/** People who are in the same rooms. */
interface Group {
  name: string;
  tokens: string[];
  rooms: string[];
}

interface Deployment {
  /** The replica that holds the streams. */
  pid: number;
  url: string;
  /** Of `rooms=mine`. */
  events: string;
  /** The messages of another replica. */
  posts: string;
}

async function measure(run: Run): Promise<Metric[]> {
  const urls = await makeDatabase(await startDatabaseServer(run));
  const auth = await startReplica(run, 'auth', { urls });
  const options = { urls, authUrl: auth.url };
  const holding = await startReplica(run, 'messages', options);
  const posting = await startReplica(run, 'messages', options);
  const tokens = await logIn(auth, 3 * PEOPLE);
  const [one, many, most] = [1, MANY_FOR_DELIVERIES, MANY_FOR_OPENING].map((rooms, index) => ({
    name: rooms === 1 ? 'in one room' : `in ${rooms} rooms`,
    tokens: tokens.slice(index * PEOPLE, (index + 1) * PEOPLE),
    rooms: Array.from({ length: rooms }, () => randomUUID()),
  })) as [Group, Group, Group];
  const roomsOf = [one, many, most].flatMap((group) =>
    group.tokens.map((token) => [subOf(token), group.rooms] as const),
  );
  await fillRooms(urls.messages.migrationUrl, new Map(roomsOf));
  const deployment = {
    pid: holding.pid,
    url: holding.url,
    events: `${holding.url}/events?rooms=mine`,
    posts: `${posting.url}/messages`,
  };
  const opening = await timeOpening(run, deployment, one, most);
  return [opening, ...(await compareDeliveries(run, deployment, one, many))];
}

/** One after the other, alternating. */
async function timeOpening(run: Run, { events }: Deployment, one: Group, many: Group): Promise<Metric> {
  const url = new URL(events);
  const times = new Map<Group, number[]>();
  const openings = run.quick ? 50 : 500;
  for (let opened = 0; opened < 2 * openings; opened++) {
    for (const group of [one, many]) {
      const time = await timeOf(url, group.tokens[opened % PEOPLE] ?? '');
      // The first half warms up.
      if (opened >= openings) times.set(group, [...(times.get(group) ?? []), time]);
    }
  }
  return metric({
    metric: `opening a stream, ${many.name}`,
    value: median(times.get(many) ?? []),
    unit: 'ms',
    against: { name: one.name, value: median(times.get(one) ?? []) },
    target: { of: 'ratio', is: '≤', bound: 1.5 },
  });
}

function timeOf(url: URL, token: string): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const socket = openStream({
      url,
      token,
      lastEventId: undefined,
      onLive: () => {
        resolve(performance.now() - begun);
        socket.destroy();
      },
      onBytes: () => undefined,
      onEnd: (why) => reject(new Error(`a stream broke: ${why}`)),
    });
  });
}

async function compareDeliveries(run: Run, deployment: Deployment, one: Group, many: Group): Promise<Metric[]> {
  const streams = run.quick ? 100 : 1_000;
  const readers = new Map<Group, Readers>();
  for (const group of [one, many]) {
    const all = Array.from({ length: streams }, (_, index) => group.tokens[index % PEOPLE] ?? '');
    readers.set(group, new Readers(run));
    await readers.get(group)?.open({ url: deployment.events, tokens: all, resumes: false });
  }
  const metrics: Metric[] = [];
  for (const batch of BATCHES) {
    const costs = await costsOf(run, deployment, readers, batch);
    const [ofOne, ofMany] = [one, many].map((group) => (costs.get(group) ?? Number.NaN) / streams);
    const how = `${streams} streams, ${batch === 1 ? 'single messages' : `${batch} messages a batch`}`;
    metrics.push(
      metric({
        metric: `CPU of a live delivery, ${many.name}, ${how}`,
        value: ofMany ?? Number.NaN,
        unit: 'µs',
        against: { name: one.name, value: ofOne ?? null },
        target: { of: 'ratio', is: '≤', bound: 1.15 },
      }),
    );
  }
  return metrics;
}

/** CPU µs of a message, alternating, so that both run under the same conditions. */
async function costsOf(
  run: Run,
  { pid, posts }: Deployment,
  readers: Map<Group, Readers>,
  batch: number,
): Promise<Map<Group, number>> {
  const sums = new Map<Group, { cpu: number; messages: number }>();
  const posters = new Map<Group, Poster>();
  for (const [group, reader] of readers) {
    await reader.expect(batch);
    const poster = new Poster(posts, group.tokens[0] ?? '', batch, { rooms: group.rooms });
    run.cleanup.add(() => poster.close());
    posters.set(group, poster);
    sums.set(group, { cpu: 0, messages: 0 });
  }
  const blockMs = run.quick ? 300 : 1_000;
  for (let block = 0; block <= (run.quick ? 2 : BLOCKS); block++) {
    for (const [group, sum] of sums) {
      const before = (await cpuTimes([pid])).get(pid) ?? 0;
      let rounds = 0;
      for (const end = performance.now() + blockMs; performance.now() < end; rounds++) {
        await Promise.all([readers.get(group)?.round(), posters.get(group)?.postAtOnce(MESSAGE)]);
      }
      // The first block warms up.
      if (block === 0) continue;
      sum.cpu += ((await cpuTimes([pid])).get(pid) ?? 0) - before;
      sum.messages += rounds * batch;
    }
  }
  return new Map([...sums].map(([group, { cpu, messages }]) => [group, (cpu * 1000) / messages]));
}

export const rooms: Suite = { name: 'rooms', measure };
