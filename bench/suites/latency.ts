import { nginx } from '../../scripts/requirements.ts';
import { HOW_TO_INSTALL_FLASK, startOldDesign } from '../baselines/old-design.ts';
import { Polling } from '../baselines/polling.ts';
import type { Suite, Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { Poster } from '../load/poster.ts';
import { steadily } from '../load/steady.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import { now } from '../readers/clock.ts';
import { SENT_MARK, type Latencies } from '../readers/protocol.ts';
import { Readers } from '../readers/readers.ts';
import { startGateway } from '../support/gateway.ts';

/*
 * From when a message was due (50 per second, evenly spaced, an open loop) until its event is read on a
 * stream: every message on every stream counts. Senders, nginx, two replicas, PostgreSQL and readers share the machine.
 */
const PER_SECOND = 50;
const STREAMS = 1_000;
/** This few are enough to measure polling, since each waits for its own next poll. */
const POLLERS = 100;
const POLL_MS = 2_000;

async function measure(run: Run): Promise<Metric[]> {
  const seconds = run.quick ? 3 : 20;
  const live = await throughGateway(run, run.quick ? 100 : STREAMS, seconds);
  const polling = await byPolling(run, run.quick ? 3 : 8);
  const values = [
    ['p50', live.p50, polling?.p50],
    ['p99', live.p99, polling?.p99],
    ['p99.9', live.p999, polling?.p999],
  ] as const;
  return values.map(([name, value, against]) =>
    metric({
      metric: `send to receive ${name}, ${PER_SECOND} messages/s, ${live.streams} streams, through nginx`,
      value,
      unit: 'ms',
      against: { name: `the old design, ${POLLERS} clients that poll every 2 s`, value: against ?? null },
      ...(name === 'p99' ? { target: { of: 'value', is: '<', bound: 50 } as const } : {}),
    }),
  );
}

async function throughGateway(run: Run, streams: number, seconds: number): Promise<Latencies & { streams: number }> {
  const urls = await makeDatabase(await startDatabaseServer(run));
  const auth = await startReplica(run, 'auth', { urls });
  const options = { urls, authUrl: auth.url };
  const replicas = [
    await startReplica(run, 'messages', options),
    await startReplica(run, 'messages', options),
  ] as const;
  const { url } = await startGateway(run, auth, replicas);
  const tokens = await logIn(auth, streams);
  const readers = new Readers(run);
  await readers.open({ url: `${url}/api/events`, tokens, resumes: false });

  run.say(`${PER_SECOND} messages a second to ${streams} streams for ${seconds} s`);
  const post = poster(run, `${url}/api/messages`, tokens[0] ?? '');
  await sendTo(post, readers, run.quick ? 1 : 3);
  await readers.latencies();
  await sendTo(post, readers, seconds);
  const latencies = await readers.latencies();
  const expected = PER_SECOND * seconds * streams;
  if (latencies.events !== expected) throw new Error(`${latencies.events} of ${expected} events arrived.`);
  return { ...latencies, streams };
}

/** Resolves when every stream has every message. */
async function sendTo(post: (due: number) => Promise<void>, readers: Readers, seconds: number): Promise<void> {
  const times = PER_SECOND * seconds;
  await readers.expect(times);
  await steadily({ perSecond: PER_SECOND, times, from: now() }, post);
  await readers.round();
}

async function byPolling(run: Run, seconds: number): Promise<Latencies | undefined> {
  const old = await startOldDesign(run.cleanup, 1);
  if (!old) {
    run.say(`Without Flask nothing polls. ${HOW_TO_INSTALL_FLASK}`);
    return undefined;
  }
  run.say(`${PER_SECOND} messages a second to ${POLLERS} pollers for ${seconds} s`);
  const polling = new Polling(`${old.url}/messages`, { pollers: POLLERS, everyMs: POLL_MS });
  run.cleanup.add(() => polling.stop());
  const post = poster(run, `${old.url}/messages`, old.tokens[0] ?? '');
  await steadily({ perSecond: PER_SECOND, times: PER_SECOND * seconds, from: now() }, post);
  return polling.stop();
}

function poster({ cleanup }: Run, url: string, token: string): (due: number) => Promise<void> {
  const connections = new Poster(url, token);
  cleanup.add(() => connections.close());
  return (due) => connections.post(`${SENT_MARK}${due}, to be read soon after`);
}

export const latency: Suite = { name: 'latency', needs: nginx, measure };
