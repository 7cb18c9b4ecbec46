import type { Cell, Run } from '../cell.ts';
import { figure, type Figure } from '../figure.ts';
import { Generator } from '../load/generator.ts';
import { Poster } from '../load/poster.ts';
import { MESSAGE } from '../load/requests.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import { Readers } from '../readers/readers.ts';
import { Pod } from '../support/pod.ts';

/*
 * One replica of message-service within a pod's limits, and nothing else in there: PostgreSQL, auth-service and the load
 * have the rest of the machine.
 */
const CLIENTS = 64;
const LIMIT_BYTES = 256 * 1024 * 1024;
const READY_MS = 10_000;

async function measure(run: Run): Promise<Figure[]> {
  const pod = await Pod.make(`chat-bench-${process.pid}`);
  if (!pod) {
    run.say('No process can be limited here (it takes Linux and its administrator): left out.');
    return [];
  }
  run.cleanup.add(() => pod.remove());
  const urls = await makeDatabase(await startDatabaseServer(run));
  const auth = await startReplica(run, 'auth', { urls });
  const streams = run.quick ? 200 : 5_000;
  const tokens = await logIn(auth, CLIENTS);

  const began = performance.now();
  const replica = await startReplica(run, 'messages', { urls, authUrl: auth.url, started: (pid) => pod.add(pid) });
  const ready = performance.now() - began;

  run.say(`${CLIENTS} clients send`);
  const job = { url: replica.url, requests: { kind: 'posts', tokens } as const, seconds: run.quick ? 2 : 8 };
  const { rate } = await new Generator(run.cleanup).run(job);

  run.say(`${streams} streams are opened, and read`);
  const readers = new Readers(run);
  const all = Array.from({ length: streams }, (_, index) => tokens[index % CLIENTS] ?? '');
  for (let open = 0; open < streams; open += 500) {
    await readers.open({ url: `${replica.url}/events`, tokens: all.slice(open, open + 500), resumes: false });
  }
  const rounds = run.quick ? 2 : 10;
  const poster = new Poster(`${replica.url}/messages`, tokens[0] ?? '', 1);
  run.cleanup.add(() => poster.close());
  await readers.expect(1);
  const delivering = performance.now();
  for (let round = 0; round < rounds; round++) {
    await poster.postAtOnce(MESSAGE);
    await readers.round();
  }
  const seconds = (performance.now() - delivering) / 1000;
  const within = 'of a replica within 200m CPU and 256 MiB';
  return [
    figure({
      figure: `from start to ready ${within}`,
      value: ready,
      unit: 'ms',
      target: { of: 'value', is: '≤', bound: READY_MS },
    }),
    figure({ figure: `durable sends/s ${within}, ${CLIENTS} clients`, value: rate, unit: '1/s' }),
    figure({
      figure: `live deliveries/s ${within}, ${streams} streams`,
      value: (rounds * streams) / seconds,
      unit: '1/s',
    }),
    figure({
      figure: `most memory ${within}, the kernel's for its sockets included, ${streams} live streams`,
      value: await pod.peakMemory(),
      unit: 'bytes',
      target: { of: 'value', is: '≤', bound: LIMIT_BYTES },
    }),
  ];
}

export const pod: Cell = { name: 'pod', measure };
