import type { Suite, Run } from '../suite.ts';
import { startCentrifugo } from '../baselines/centrifugo.ts';
import { startNodeBaseline } from '../baselines/start.ts';
import { cpuTimes } from '../cpu.ts';
import { metric, type Metric } from '../metric.ts';
import { Poster, type PosterOptions } from '../load/poster.ts';
import { MESSAGE } from '../load/requests.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import { Readers } from '../readers/readers.ts';
import {
  besideCentrifugo,
  besidePlain,
  besidePolling,
  describe,
  PLAIN,
  type Comparison,
} from './deliveries-metrics.ts';
import { memory } from '../support/memory.ts';

/*
 * Compared is the CPU time of the process that holds the streams, per event received by its readers. One message (or
 * batch) is sent after the other: the next is posted when the last reader has the previous one, so no two are joined
 * that were not posted together.
 * - message-service: messages are posted to a second replica, so this one reads them from the database and delivers
 *   them, and does nothing else. Counted are notification, reading, framing, writing and heartbeats.
 * - plain node:http: it takes the posts itself and keeps them in memory. The cost of that without a stream is
 *   subtracted.
 * - Centrifugo, if it is installed: posts to it are published to the streams' channel; subtracted likewise.
 * - the old design, polled every 2 s: the cost of keeping the same number of clients that fresh at one message per
 *   second, without the posts; a stream brings each message within milliseconds.
 *
 * "Of one core" is deliveries per CPU second. The wall-clock rate is shown beside it (from a message's first arrival to
 * its last): the readers share the machine's cores, so if they are slower than the server it is their rate.
 */
const BATCH = 10;
const BLOCKS = 4;

interface Subject {
  pid: number;
  /** Where its streams are. */
  events: string;
  /** What each event has once, unless it is an event of message-service. */
  mark?: string;
  tokens: string[];
  readers: Readers;
  /** Keyed by the number of messages posted at once. */
  posters: Map<number, Poster>;
  /** CPU µs per message that are not delivery. */
  postCost: number;
}

interface Sum {
  deliveries: number;
  /** CPU µs. */
  cpu: number;
  /** µs between a round's first and last arrival. */
  elapsed: number;
}

const noSum = (): Sum => ({ deliveries: 0, cpu: 0, elapsed: 0 });

async function measure(run: Run): Promise<Metric[]> {
  const sizes = run.quick ? [100, 500] : [100, 1_000, 5_000];
  const subjects = await startSubjects(run);
  const comparisons: Comparison[] = [];
  let open = 0;
  for (const size of sizes) {
    for (const { events, mark, tokens, readers } of subjects) {
      const more = Array.from({ length: size - open }, (_, index) => tokens[index % tokens.length] ?? '');
      await readers.open({ url: events, tokens: more, resumes: false, ...(mark === undefined ? {} : { mark }) });
    }
    open = size;
    for (const batch of [1, BATCH]) {
      run.say(describe({ size, batch }));
      comparisons.push(await compare(run, size, batch, subjects));
    }
  }
  const most = metric({
    metric: `most memory of message-service with ${open} live streams`,
    value: (await memory(subjects[0].pid)).peak,
    unit: 'bytes',
    target: { of: 'value', is: '≤', bound: 256 * 1024 * 1024 },
  });
  return [
    ...comparisons.flatMap((comparison) => [...besidePlain(comparison), besideCentrifugo(comparison)]),
    most,
    ...(await besidePolling(run, comparisons)),
  ];
}

type Subjects = [chat: Subject, plain: Subject] | [chat: Subject, plain: Subject, centrifugo: Subject];

async function startSubjects(run: Run): Promise<Subjects> {
  const urls = await makeDatabase(await startDatabaseServer(run));
  const auth = await startReplica(run, 'auth', { urls });
  const options = { urls, authUrl: auth.url };
  const delivering = await startReplica(run, 'messages', options);
  const posting = await startReplica(run, 'messages', options);
  const tokens = await logIn(auth, 50);
  const plain = await startNodeBaseline(run.cleanup, { name: PLAIN, module: 'plain-stream.ts', tokens: [''] });
  const centrifugo = await startCentrifugo(run);
  const servers = {
    chat: { pid: delivering.pid, events: `${delivering.url}/events`, publish: `${posting.url}/messages`, tokens },
    plain: { pid: plain.pid, events: `${plain.url}/events`, publish: `${plain.url}/messages`, tokens: [''] },
  };
  const beside = [servers.plain, ...(centrifugo ? [{ ...centrifugo, tokens: [''] }] : [])];
  const [ours, theirs, other] = [servers.chat, ...beside].map((server) => subjectOf(run, server));
  if (!ours || !theirs) throw new Error('There is nothing to compare.');
  for (const subject of other ? [theirs, other] : [theirs]) {
    subject.postCost = await costOfPosts(subject, run.quick ? 500 : 2_000);
  }
  return other ? [ours, theirs, other] : [ours, theirs];
}

type Server = Pick<Subject, 'pid' | 'events' | 'mark' | 'tokens'> & { publish: string; options?: PosterOptions };

function subjectOf(run: Run, { publish, options, ...server }: Server): Subject {
  const posters = [1, BATCH].map((batch) => {
    const poster = new Poster(publish, server.tokens[0] ?? '', batch, options);
    run.cleanup.add(() => poster.close());
    return [batch, poster] as const;
  });
  return { ...server, readers: new Readers(run), posters: new Map(posters), postCost: 0 };
}

/** CPU µs of the process so far. */
async function cpuOf(pid: number): Promise<number> {
  return ((await cpuTimes([pid])).get(pid) ?? 0) * 1000;
}

async function costOfPosts({ pid, posters }: Subject, posts: number): Promise<number> {
  const before = await cpuOf(pid);
  for (let post = 0; post < posts; post++) await posters.get(1)?.postAtOnce(MESSAGE);
  return ((await cpuOf(pid)) - before) / posts;
}

/** Alternating, so that both run under the same conditions. */
async function compare(run: Run, size: number, batch: number, subjects: Subjects): Promise<Comparison> {
  const sums = new Map<Subject, Sum>();
  for (const subject of subjects) {
    sums.set(subject, noSum());
    await subject.readers.expect(batch);
  }
  const blockMs = run.quick ? 200 : 500;
  // Warm-up: code is compiled and buffers have grown before anything is counted.
  for (const subject of subjects) await deliver(subject, batch, size, blockMs, noSum());
  for (let block = 0; block < (run.quick ? 2 : BLOCKS); block++) {
    for (const [subject, sum] of sums) await deliver(subject, batch, size, blockMs, sum);
  }
  const [ours, plain, centrifugo] = [...sums.values()].map((sum) => ({
    cpu: sum.cpu / sum.deliveries,
    perSecond: (sum.deliveries / sum.elapsed) * 1e6,
  }));
  if (!ours || !plain) throw new Error('Nothing was delivered.');
  return { size, batch, ours, plain, centrifugo };
}

async function deliver(
  { pid, readers, posters, postCost }: Subject,
  batch: number,
  size: number,
  ms: number,
  sum: Sum,
) {
  const before = await cpuOf(pid);
  let rounds = 0;
  for (const end = performance.now() + ms; performance.now() < end; rounds++) {
    const [{ first, last }] = await Promise.all([readers.round(), posters.get(batch)?.postAtOnce(MESSAGE)]);
    sum.elapsed += last - first;
  }
  sum.cpu += (await cpuOf(pid)) - before - postCost * batch * rounds;
  sum.deliveries += rounds * batch * size;
}

export const deliveries: Suite = { name: 'deliveries', measure };
