import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { ServiceUrls } from '../../services/bootstrap/bootstrap.ts';
import { nginx } from '../../scripts/requirements.ts';
import type { Replica } from '../../tests/faults/processes/replica.ts';
import { startNginx } from '../../tests/gateway/nginx.ts';
import type { Candidate } from '../candidates/candidate.ts';
import type { Cell, Run } from '../cell.ts';
import { postgresPids } from '../cpu.ts';
import { figure, type Figure } from '../figure.ts';
import { Generator } from '../load/generator.ts';
import { measurePosts, medianOf, type Measurement } from '../load/measure.ts';
import { logCeiling } from '../log-ceiling.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';

const CLIENTS = 64;

/** What a second replica of message-service adds, behind nginx with the product's configuration. */
export const replicas: Cell = {
  name: 'replicas',
  measure: async (run) => {
    if (!(await nginx.isPresent())) throw new Error(`${nginx.name} is missing. ${nginx.howToInstall}`);
    const { one, two, databaseUrl } = await startBoth(run);
    const generator = new Generator(run.cleanup);
    const load = { clients: CLIENTS, seconds: run.quick ? 1 : 3 };
    const rounds: { one: Measurement; two: Measurement }[] = [];
    // Until V8 has compiled what is used much, in each replica.
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
      figure({
        figure: `durable sends/s through nginx by two replicas, ${cores}`,
        value: ofTwo.rate,
        unit: '1/s',
        against: { name: 'one replica', value: ofOne.rate },
      }),
      figure({
        figure: `CPU a send by two replicas, nginx aside, ${cores}`,
        value: ofTwo.cpuOfAll,
        unit: 'µs',
        against: { name: 'one replica', value: ofOne.cpuOfAll },
      }),
      await ceilingOf(databaseUrl, run),
    ];
  },
};

/** Where more replicas add nothing any more: all write one log. */
async function ceilingOf(databaseUrl: string, { quick, say }: Run): Promise<Figure> {
  const load = { writers: 2, seconds: quick ? 1 : 3 };
  const single = await logCeiling(databaseUrl, { ...load, batch: 1 });
  const batched = await logCeiling(databaseUrl, { ...load, batch: 100 });
  say(`the log alone takes ${single.toFixed(0)}/s one by one, ${batched.toFixed(0)}/s in batches of 100`);
  return figure({
    figure: 'messages/s that the one log takes, two writers, batches of 100',
    value: batched,
    unit: '1/s',
    against: { name: 'one message a transaction', value: single },
  });
}

/** Two deployments on one database server: one replica with a database of its own, and two with another. */
async function startBoth(run: Run): Promise<{ one: Candidate; two: Candidate; databaseUrl: string }> {
  const postgres = await startDatabaseServer(run);
  const urls = await makeDatabase(postgres);
  const auth = await startReplica(run, 'auth', { urls });
  const tokens = await logIn(auth, CLIENTS);
  const deploy = async (name: string, urls: ServiceUrls, count: number): Promise<Candidate> => {
    const started: Replica[] = [];
    while (started.length < count) started.push(await startReplica(run, 'messages', { urls, authUrl: auth.url }));
    const pids = [auth, ...started].map(({ pid }) => pid);
    return {
      name,
      url: await gatewayTo(run, auth, started),
      tokens,
      pid: started[0]?.pid ?? 0,
      allPids: async () => [...pids, ...(await postgresPids(postgres.adminUrl))],
    };
  };
  return {
    one: await deploy('one replica', urls, 1),
    two: await deploy('two replicas', await makeDatabase(postgres, 'chat_two'), 2),
    databaseUrl: urls.messages.url,
  };
}

/** Its upstream has two places; one replica stands in both. */
async function gatewayTo({ folder, cleanup }: Run, auth: Replica, messages: Replica[]): Promise<string> {
  const page = path.join(folder, 'page');
  await mkdir(page, { recursive: true });
  const hostOf = (replica: Replica | undefined) => new URL(replica?.url ?? '').host;
  const gateway = await startNginx({
    AUTH_SERVER: hostOf(auth),
    AUTH_SERVER_2: hostOf(auth),
    MESSAGES_SERVER: hostOf(messages[0]),
    MESSAGES_SERVER_2: hostOf(messages.at(-1)),
    // Nobody asks for user-service.
    USERS_SERVER: hostOf(auth),
    USERS_SERVER_2: hostOf(auth),
    PAGE_DIR: page,
    REQUESTS_PER_SECOND: '1000000',
  });
  cleanup.add(() => gateway.stop());
  return `${gateway.url}/api`;
}
