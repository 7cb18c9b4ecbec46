import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { cpuTimes } from '../cpu.ts';
import { Poster } from '../load/poster.ts';
import { MESSAGE } from '../load/requests.ts';
import { metric, type Metric } from '../metric.ts';
import { median } from '../percentile.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import { Readers } from '../readers/readers.ts';
import type { Run, Suite } from '../suite.ts';

/*
 * What it costs to be in many rooms, beside being in one: of a delivery the CPU time of the replica that holds the streams
 * of `rooms=mine`, to which nobody posts; of an opening and of the list of rooms the time until the answer.
 *
 * Everybody is in all rooms. They are put into the database: making them by the API is not what is measured.
 */
const BATCH = 10;
const FEW = 1;
const MANY_FOR_DELIVERIES = 100;
const MANY = 200;

interface Deployment {
  url: string;
  pid: number;
  /** Another replica. */
  posting: string;
  tokens: string[];
  rooms: string[];
  stop(): Promise<unknown>;
}

interface Costs {
  /** CPU µs of a delivery. */
  delivery: number;
  /** ms. */
  opening: number;
  /** ms. */
  list: number;
}

async function measure(run: Run): Promise<Metric[]> {
  const postgres = await startDatabaseServer(run);
  const streams = run.quick ? 100 : 1_000;
  const costs = new Map<number, Costs>();
  for (const count of [FEW, MANY_FOR_DELIVERIES, MANY]) {
    const deployment = await deploy(run, await makeDatabase(postgres, `chat_${count}`), count);
    run.say(`${count} rooms`);
    costs.set(count, {
      opening: await timeOf(run, () => open(deployment)),
      list: await timeOf(run, () => list(deployment)),
      delivery: await costOfDelivery(run, deployment, streams),
    });
    await deployment.stop();
  }
  const besideOne = (what: string, unit: string, rooms: number, cost: keyof Costs, bound: number) =>
    metric({
      metric: `${what}, of somebody in ${rooms} rooms`,
      value: costs.get(rooms)?.[cost] ?? 0,
      unit,
      against: { name: 'in one room', value: costs.get(FEW)?.[cost] ?? null },
      target: { of: 'ratio', is: '<', bound },
    });
  const delivery = `CPU of a live delivery, ${streams} streams, ${BATCH} messages a batch`;
  return [
    besideOne(delivery, 'µs', MANY_FOR_DELIVERIES, 'delivery', 2),
    besideOne('opening a stream', 'ms', MANY, 'opening', 3),
    besideOne('list of rooms', 'ms', MANY, 'list', 20),
  ];
}

async function deploy(run: Run, urls: Awaited<ReturnType<typeof makeDatabase>>, count: number): Promise<Deployment> {
  const auth = await startReplica(run, 'auth', { urls });
  const options = { urls, authUrl: auth.url };
  const [holding, posting] = [
    await startReplica(run, 'messages', options),
    await startReplica(run, 'messages', options),
  ];
  const tokens = await logIn(auth, 50);
  const rooms = Array.from({ length: count }, () => randomUUID());
  await fillRooms(urls.messages.url, rooms, tokens.map(subOf));
  const stop = () => Promise.all([holding, posting, auth].map((replica) => replica.stop()));
  return { url: holding.url, pid: holding.pid, posting: posting.url, tokens, rooms, stop };
}

/** The person in an access token. */
function subOf(token: string): string {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { sub: string }).sub;
}

async function fillRooms(databaseUrl: string, rooms: string[], subs: string[]): Promise<void> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(
    `INSERT INTO chat_rooms (id, kind, name, name_key, first_name, created_at)
     SELECT id, 'private', id, id, id, now() FROM unnest($1::text[]) AS id`,
    [rooms],
  );
  await client.query(
    `INSERT INTO memberships (sub, room, username, guest, role, level, joined_seq, joined_at, read_seq)
     SELECT sub, room, 'Ada', true, 'member', 'all', end_seq, now(), end_seq
     FROM log, unnest($1::uuid[]) AS sub, unnest($2::text[]) AS room WHERE one`,
    [subs, rooms],
  );
  await client.end();
}

/** Milliseconds, one after the other. */
async function timeOf(run: Run, work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let repeated = 0; repeated < (run.quick ? 30 : 200); repeated++) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return median(times);
}

async function open({ url, tokens }: Deployment): Promise<void> {
  const headers = { Authorization: `Bearer ${tokens[0] ?? ''}`, Accept: 'text/event-stream' };
  const response = await fetch(`${url}/events?rooms=mine`, { headers });
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
}

async function list({ url, tokens }: Deployment): Promise<void> {
  const response = await fetch(`${url}/rooms`, { headers: { Authorization: `Bearer ${tokens[0] ?? ''}` } });
  if (response.status !== 200) throw new Error(`GET /rooms was answered by ${response.status}`);
  await response.arrayBuffer();
}

async function costOfDelivery(run: Run, deployment: Deployment, streams: number): Promise<number> {
  const { url, pid, posting, tokens, rooms } = deployment;
  const readers = new Readers(run);
  const all = Array.from({ length: streams }, (_, index) => tokens[index % tokens.length] ?? '');
  await readers.open({ url: `${url}/events?rooms=mine`, tokens: all, resumes: false });
  await readers.expect(BATCH);
  const poster = new Poster(`${posting}/messages`, tokens[0] ?? '', BATCH, rooms);
  run.cleanup.add(() => poster.close());
  const deliver = async (ms: number) => {
    const before = (await cpuTimes([pid])).get(pid) ?? 0;
    let rounds = 0;
    for (const end = performance.now() + ms; performance.now() < end; rounds++) {
      await Promise.all([readers.round(), poster.postAtOnce(MESSAGE)]);
    }
    const cpu = ((await cpuTimes([pid])).get(pid) ?? 0) - before;
    return (cpu * 1000) / (rounds * BATCH * streams);
  };
  // Warm-up: code is compiled and buffers have grown before anything is counted.
  await deliver(run.quick ? 500 : 2_000);
  const cost = await deliver(run.quick ? 1_000 : 4_000);
  poster.close();
  await readers.stop();
  return cost;
}

export const rooms: Suite = { name: 'rooms', measure };
