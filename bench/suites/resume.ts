import { randomInt, randomUUID } from 'node:crypto';
import { nginx } from '../../scripts/requirements.ts';
import type { ServiceUrls } from '../../services/bootstrap/bootstrap.ts';
import type { Suite, Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { Poster } from '../load/poster.ts';
import { MESSAGE } from '../load/requests.ts';
import { median } from '../percentile.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import { now } from '../readers/clock.ts';
import { Readers } from '../readers/readers.ts';
import { startGateway } from '../support/gateway.ts';
import { fillRooms, subOf } from '../support/members.ts';

/*
 * Streams of different people through nginx on two replicas, one of which is killed. Its readers reconnect as the page
 * does (250 to 500 ms later, from their last event) to the other replica, which has to verify each token with
 * auth-service. Messages posted while nobody is connected there must reach every stream.
 */
const STREAMS = 1_000;
/** Of each person. */
const ROOMS = 50;
/** Each person is in others of these. */
const ALL_ROOMS = 1_000;

async function measure(run: Run): Promise<Metric[]> {
  const streams = run.quick ? 100 : STREAMS;
  const postgres = await startDatabaseServer(run);
  const metrics: Metric[] = [];
  for (const kind of ['of general', `of people with ${ROOMS} rooms each`] as const) {
    const times: number[] = [];
    for (let round = 0; round < (run.quick ? 1 : 3); round++) {
      const urls = await makeDatabase(postgres, `chat_${metrics.length}_${round}`);
      times.push(await resumeOnce(run, streams, urls, kind === 'of general' ? 0 : ROOMS));
      run.say(`all were live again after ${times.at(-1)?.toFixed(0)} ms`);
    }
    metrics.push(
      metric({
        metric: `resume of ${streams} streams ${kind} at once after their replica was killed: until all are live`,
        value: median(times),
        unit: 'ms',
        target: { of: 'value', is: '<', bound: 2_000 },
      }),
    );
  }
  return metrics;
}

/** Milliseconds, on a deployment of its own. With rooms a stream is one of `rooms=mine`. */
async function resumeOnce(run: Run, streams: number, urls: ServiceUrls, rooms: number): Promise<number> {
  const auth = await startReplica(run, 'auth', { urls });
  const options = { urls, authUrl: auth.url };
  const [victim, survivor] = [
    await startReplica(run, 'messages', options),
    await startReplica(run, 'messages', options),
  ];
  const gateway = await startGateway(run, auth, [victim, survivor]);
  // Both replicas hold the same number.
  const tokens = await logIn(auth, 2 * streams);
  const all = Array.from({ length: ALL_ROOMS }, () => randomUUID());
  const roomsOf = tokens.map((token) => [subOf(token), sample(all, rooms)] as const);
  await fillRooms(urls.messages.migrationUrl, new Map(roomsOf));
  const readers = new Readers(run);
  const url = `${gateway.url}/api/events${rooms > 0 ? '?rooms=mine' : ''}`;
  await readers.open({ url, tokens, resumes: true });
  const poster = new Poster(`${survivor.url}/messages`, tokens[0] ?? '', 1);
  run.cleanup.add(() => poster.close());
  await readers.expect(2);
  await poster.postAtOnce(MESSAGE);

  run.say(`${streams} of ${2 * streams} streams lose their replica`);
  const killed = now();
  victim.kill();
  await victim.exited();
  await poster.postAtOnce(MESSAGE);
  const live = await readers.resumed();
  await readers.round();
  await readers.stop();
  await Promise.all([survivor.stop(), auth.stop()]);
  return (live - killed) / 1000;
}

/** As many of them, by chance. */
function sample(all: readonly string[], count: number): string[] {
  const left = [...all];
  return Array.from({ length: count }, () => left.splice(randomInt(left.length), 1)).flat();
}

export const resume: Suite = { name: 'resume', needs: nginx, measure };
