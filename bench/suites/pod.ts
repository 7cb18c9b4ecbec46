import type { Suite, Run } from '../suite.ts';
import type { Metric } from '../metric.ts';
import { limitedAuth } from '../pods/auth.ts';
import { limitedMessages } from '../pods/messages.ts';
import { limitedUsers } from '../pods/users.ts';
import { logIn, makeDatabase, startDatabaseServer, startReplica } from '../product.ts';

const PEOPLE = 64;

/** One replica of each service within a pod's limits (200m CPU, 256 MiB), one after the other. */
async function measure(run: Run): Promise<Metric[]> {
  const postgres = await startDatabaseServer(run);
  const urls = await makeDatabase(postgres);
  const auth = await startReplica(run, 'auth', { urls });
  const tokens = await logIn(auth, PEOPLE);
  const options = { urls, authUrl: auth.url };
  const metrics = [
    ...(await limitedMessages(run, options, tokens)),
    ...(await limitedUsers(run, options, tokens)),
    // A database of its own: names are held for a while.
    ...(await limitedAuth(run, { urls: await makeDatabase(postgres, 'newcomers') })),
  ];
  if (metrics.length === 0) run.say('No process can be limited here (it takes Linux and its administrator): left out.');
  return metrics;
}

export const pod: Suite = { name: 'pod', measure };
