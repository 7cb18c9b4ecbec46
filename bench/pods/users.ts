import { createApi, type Api } from '../../testkit/api.ts';
import type { Run } from '../suite.ts';
import type { Metric } from '../metric.ts';
import type { ReplicaOptions } from '../product.ts';
import { memoryMetric, openStreams, readyMetric, startLimited } from './limited.ts';

/** Live streams, while people come and go. */
export async function limitedUsers(run: Run, options: ReplicaOptions, tokens: string[]): Promise<Metric[]> {
  const limited = await startLimited(run, 'users', options);
  if (!limited) return [];
  const { url } = limited.replica;
  const [passerBy = '', ...staying] = tokens;

  const streams = run.quick ? 200 : 5_000;
  run.say(`user-service: ${streams} streams are opened, while somebody comes and goes`);
  await openStreams(run, `${url}/users/events`, staying, streams);
  const api = createApi(url, { token: passerBy });
  for (let round = 0; round < (run.quick ? 2 : 10); round++) await comeAndGo(api);
  return [readyMetric('users', limited), await memoryMetric('users', limited, `${streams} live streams`)];
}

async function comeAndGo(api: Api): Promise<void> {
  for (const path of ['/users/connect', '/users/disconnect'] as const) {
    const { response } = await api.POST(path);
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  }
}
