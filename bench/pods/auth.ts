import { createApi } from '../../testkit/api.ts';
import type { Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { logIn, type ReplicaOptions } from '../product.ts';
import { limitedName, memoryMetric, readyMetric, startLimited } from './limited.ts';

/** The number of people who set a password at the same time. */
const PASSWORDS = 32;

/** Guests log in, then many set a password at once: a password's cost in memory and time is by design. */
export async function limitedAuth(run: Run, options: ReplicaOptions): Promise<Metric[]> {
  const limited = await startLimited(run, 'auth', options);
  if (!limited) return [];
  const { url } = limited.replica;

  const guests = run.quick ? 50 : 500;
  run.say(`auth-service: ${guests} guests log in, ${PASSWORDS} of them set a password at once`);
  const began = performance.now();
  const tokens = await logIn({ url }, guests);
  const seconds = (performance.now() - began) / 1000;
  const statuses = await Promise.all(tokens.slice(0, PASSWORDS).map((token) => setPassword(url, token)));
  run.say(
    `auth-service: ${statuses.filter((status) => status === 200).length} passwords set, the others got 429 or 503`,
  );
  return [
    readyMetric('auth', limited),
    metric({ metric: `${limitedName('auth')}: logins of guests/s`, value: guests / seconds, unit: '1/s' }),
    await memoryMetric('auth', limited, `${PASSWORDS} passwords at once`),
  ];
}

async function setPassword(url: string, token: string): Promise<number> {
  const signal = AbortSignal.timeout(60_000);
  const body = { password: 'correct horse battery staple' };
  const { response } = await createApi(url, { token, fetch }).PUT('/account/password', { body, signal });
  if (response.status !== 200 && response.status !== 503) throw new Error(`a password got ${response.status}`);
  return response.status;
}
