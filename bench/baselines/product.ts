import { postgresPids } from '../cpu.ts';
import type { Run } from '../suite.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';
import type { Baseline } from '../baseline.ts';

/** message-service with its real auth-service and PostgreSQL, everybody logged in. */
export async function startProduct(run: Run, people: number): Promise<Baseline> {
  const postgres = await startDatabaseServer(run);
  const urls = await makeDatabase(postgres);
  const auth = await startReplica(run, 'auth', { urls });
  const messages = await startReplica(run, 'messages', { urls, authUrl: auth.url });
  return {
    name: 'message-service',
    url: messages.url,
    tokens: await logIn(auth, people),
    pid: messages.pid,
    allPids: async () => [messages.pid, auth.pid, ...(await postgresPids(postgres.adminUrl))],
  };
}
