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
  for (let round = 0; round < (run.quick ? 2 : 10); round++) {
    await changePresence(`${url}/users/connect`, passerBy);
    await changePresence(`${url}/users/disconnect`, passerBy);
  }
  return [readyMetric('users', limited), await memoryMetric('users', limited, `${streams} live streams`)];
}

async function changePresence(url: string, token: string): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(30_000),
  });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
}
