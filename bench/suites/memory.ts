import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startNodeBaseline } from '../baselines/start.ts';
import type { Suite, Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { authStandIn } from '../../testkit/auth-stand-in.ts';
import { makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import { Readers } from '../readers/readers.ts';
import { memory } from '../support/memory.ts';

/*
 * The growth of a process's memory (RSS) once its streams are open and it has settled, per stream. Each stream is
 * another person's; a stand-in for auth-service verifies their tokens, since ten thousand logins would take longer than
 * all the rest. The process is started as in its image; outside a container V8 uses more memory. What the kernel
 * holds for the sockets is not included.
 */
const MIB = 1024 * 1024;
const LIMIT = 256 * MIB;
const PLAIN = 'plain node:http';
/** Opened before the first reading, as a warm-up: code is compiled, connections to the database are open. */
const WARM_UP = 100;
const TOKEN_BYTES = 280;
const SETTLED_MS = 2_000;
const SETTLING_MS = 10_000;

/** Bytes. */
interface Held {
  before: number;
  perStream: number;
}

interface Holder {
  url: string;
  pid: number;
  tokens: string[];
}

async function measure(run: Run): Promise<Metric[]> {
  const streams = run.quick ? 500 : 10_000;
  const urls = await makeDatabase(await startDatabaseServer(run));
  const auth = await authStandIn();
  run.cleanup.add(() => auth.stop());
  const replica = await startReplica(run, 'messages', { urls, authUrl: auth.url });
  // As long as an access token.
  const tokens = Array.from({ length: WARM_UP + streams }, () => randomBytes(TOKEN_BYTES).toString('base64url'));
  for (const token of tokens) auth.login({ token });
  run.say(`${streams} idle streams of message-service`);
  const ours = await hold(run, { url: replica.url, pid: replica.pid, tokens });
  const { peak } = await memory(replica.pid);

  const plain = await startNodeBaseline(run.cleanup, { name: PLAIN, module: 'plain-stream.ts', tokens });
  run.say(`${streams} idle streams of ${PLAIN}`);
  const theirs = await hold(run, plain);

  return [
    metric({
      metric: `memory of an idle stream, ${streams} streams`,
      value: ours.perStream,
      unit: 'bytes',
      against: { name: PLAIN, value: theirs.perStream },
      target: { of: 'ratio', is: '≤', bound: 1.3 },
    }),
    metric({
      metric: `most memory of message-service while ${streams} idle streams are opened and held`,
      value: peak,
      unit: 'bytes',
    }),
    metric({
      metric: `idle streams of one replica within 256 MiB, reckoned from the memory of one of ${streams}`,
      value: held(ours),
      unit: 'streams',
      against: { name: PLAIN, value: held(theirs) },
    }),
  ];
}

function held({ before, perStream }: Held): number {
  return Math.floor((LIMIT - before) / perStream);
}

/** Opens a stream for each token. Returns the memory before, and the bytes per stream. */
async function hold(run: Run, { url, pid, tokens }: Holder): Promise<Held> {
  const readers = new Readers(run);
  const open = (some: string[]) => readers.open({ url: `${url}/events`, tokens: some, resumes: false });
  await open(tokens.slice(0, WARM_UP));
  const before = await settled(pid);
  const streams = tokens.slice(WARM_UP);
  await open(streams);
  const perStream = ((await settled(pid)) - before) / streams.length;
  await readers.stop();
  return { before, perStream };
}

/** Resolves with the memory in use once it is stable. */
async function settled(pid: number): Promise<number> {
  const deadline = Date.now() + SETTLING_MS;
  for (let last = (await memory(pid)).resident; ;) {
    await sleep(SETTLED_MS);
    const { resident } = await memory(pid);
    if (Math.abs(resident - last) < MIB / 2 || Date.now() > deadline) return resident;
    last = resident;
  }
}

export const memoryOfStreams: Suite = { name: 'memory', measure };
