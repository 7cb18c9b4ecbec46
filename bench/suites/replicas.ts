import { availableParallelism } from 'node:os';
import type { ServiceUrls } from '../../services/bootstrap/bootstrap.ts';
import { nginx } from '../../scripts/requirements.ts';
import type { Baseline } from '../baseline.ts';
import type { Suite, Run } from '../suite.ts';
import { postgresPids } from '../cpu.ts';
import { metric, type Metric } from '../metric.ts';
import { Generator } from '../load/generator.ts';
import { measurePosts, medianOf, type Measurement } from '../load/measure.ts';
import { logCeiling } from '../log-ceiling.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import { startGateway } from '../support/gateway.ts';

const CLIENTS = 64;
/** As many replicas as a large deployment has. */
const LISTENERS = 20;

/** What a second replica of message-service adds, behind nginx with the product's configuration. */
export const replicas: Suite = {
  name: 'replicas',
  needs: nginx,
  measure: async (run) => {
    const { one, two, databaseUrl } = await startBoth(run);
    const generator = new Generator(run.cleanup);
    const load = { clients: CLIENTS, seconds: run.quick ? 1 : 3 };
    const rounds: { one: Measurement; two: Measurement }[] = [];
    // Warm-up: V8 compiles the hot code in each replica.
    await measurePosts(generator, one, { clients: CLIENTS, seconds: run.quick ? 2 : 5 });
    await measurePosts(generator, two, { clients: CLIENTS, seconds: run.quick ? 4 : 10 });
    for (let round = 0; round < (run.quick ? 1 : 3); round++) {
      const measured = {
        one: await measurePosts(generator, one, load),
        two: await measurePosts(generator, two, load),
      };
      run.say(`one replica ${measured.one.rate.toFixed(0)}/s, two ${measured.two.rate.toFixed(0)}/s`);
      rounds.push(measured);
    }
    const ofOne = medianOf(rounds.map((round) => round.one));
    const ofTwo = medianOf(rounds.map((round) => round.two));
    const cores = `${CLIENTS} clients, on ${availableParallelism()} cores`;
    return [
      metric({
        metric: `durable sends/s through nginx by two replicas, ${cores}`,
        value: ofTwo.rate,
        unit: '1/s',
        against: { name: 'one replica', value: ofOne.rate },
      }),
      metric({
        metric: `CPU a send by two replicas, nginx aside, ${cores}`,
        value: ofTwo.cpuOfAll,
        unit: 'µs',
        against: { name: 'one replica', value: ofOne.cpuOfAll },
      }),
      ...(await ceilingsOf(databaseUrl, run)),
    ];
  },
};

/** The point at which more replicas add nothing: all write one log, and each is notified of every batch. */
async function ceilingsOf(databaseUrl: string, { quick, say }: Run): Promise<Metric[]> {
  const load = { writers: 2, seconds: quick ? 1 : 3 };
  const single = await logCeiling(databaseUrl, { ...load, batch: 1 });
  const batched = await logCeiling(databaseUrl, { ...load, batch: 100 });
  const heard = await logCeiling(databaseUrl, { ...load, batch: 100, listeners: LISTENERS });
  say(`the log alone takes ${single.toFixed(0)}/s one by one, ${batched.toFixed(0)}/s in batches of 100`);
  return [
    metric({
      metric: 'messages/s that the one log takes, two writers, batches of 100',
      value: batched,
      unit: '1/s',
      against: { name: 'one message a transaction', value: single },
    }),
    metric({
      metric: `messages/s that the one log takes while ${LISTENERS} replicas are notified of each batch`,
      value: heard,
      unit: '1/s',
      against: { name: 'while nobody is', value: batched },
    }),
  ];
}

/** Two deployments on one database server: one with one replica, and one with two. */
async function startBoth(run: Run): Promise<{ one: Baseline; two: Baseline; databaseUrl: string }> {
  const postgres = await startDatabaseServer(run);
  const urls = await makeDatabase(postgres);
  const auth = await startReplica(run, 'auth', { urls });
  const tokens = await logIn(auth, CLIENTS);
  const deploy = async (name: string, urls: ServiceUrls, count: 1 | 2): Promise<Baseline> => {
    const start = () => startReplica(run, 'messages', { urls, authUrl: auth.url });
    const first = await start();
    // The one replica fills both places of the upstream.
    const second = count === 2 ? await start() : first;
    const pids = [auth, ...new Set([first, second])].map(({ pid }) => pid);
    const gateway = await startGateway(run, auth, [first, second]);
    return {
      name,
      url: `${gateway.url}/api`,
      tokens,
      pid: first.pid,
      allPids: async () => [...pids, ...(await postgresPids(postgres.adminUrl))],
    };
  };
  return {
    one: await deploy('one replica', urls, 1),
    two: await deploy('two replicas', await makeDatabase(postgres, 'chat_two'), 2),
    databaseUrl: urls.messages.url,
  };
}
