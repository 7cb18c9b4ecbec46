import type { LocalPostgres } from '../../local/postgres.ts';
import { postgresPids } from '../cpu.ts';
import type { Run } from '../suite.ts';
import { logIn, makeDatabase, startReplica } from '../product.ts';
import type { Baseline } from '../baseline.ts';

interface ProductOptions {
  name: string;
  /** Runs nothing else that works while this is measured. */
  postgres: LocalPostgres;
  database?: string;
  people: number;
  /** The folder of another release, built. */
  checkout?: string;
}

/** message-service with its real auth-service and PostgreSQL, everybody logged in. */
export async function startProduct(run: Run, options: ProductOptions): Promise<Baseline> {
  const { name, postgres, database, people, checkout } = options;
  const urls = await makeDatabase(postgres, database);
  const release = checkout === undefined ? {} : { checkout };
  const auth = await startReplica(run, 'auth', { urls, ...release });
  const messages = await startReplica(run, 'messages', { urls, authUrl: auth.url, ...release });
  return {
    name,
    url: messages.url,
    tokens: await logIn(auth, people),
    pid: messages.pid,
    allPids: async () => [messages.pid, auth.pid, ...(await postgresPids(postgres.adminUrl))],
  };
}
