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
import { figure } from '../figure.ts';
import { Generator } from '../load/generator.ts';
import { measurePosts, medianOf, type Measurement } from '../load/measure.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';

const CLIENTS = 64;

/** What a second replica of message-service adds, behind nginx with the product's configuration. */
export const replicas: Cell = {
  name: 'replicas',
  measure: async (run) => {
    if (!(await nginx.isPresent())) throw new Error(`${nginx.name} is missing. ${nginx.howToInstall}`);
    const [one, two] = await startBoth(run);
    const generator = new Generator(run.cleanup);
    const load = { clients: CLIENTS, seconds: run.quick ? 1 : 3 };
    const rounds: { one: Measurement; two: Measurement }[] = [];
    for (let round = 0; round < (run.quick ? 2 : 4); round++) {
      const measured = {
        one: await measurePosts(generator, one, load),
        two: await measurePosts(generator, two, load),
      };
      run.say(`one replica ${measured.one.rate.toFixed(0)}/s, two ${measured.two.rate.toFixed(0)}/s`);
      // The first round warms up.
      if (round > 0) rounds.push(measured);
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
    ];
  },
};

/** Two deployments on one database server: one replica with a database of its own, and two with another. */
async function startBoth(run: Run): Promise<[Candidate, Candidate]> {
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
  return [
    await deploy('one replica', urls, 1),
    await deploy('two replicas', await makeDatabase(postgres, 'chat_two'), 2),
  ];
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
