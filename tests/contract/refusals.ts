/** Each service refuses a bad request, both directly and through the gateway. */
import type { components } from '../../generated/types/auth.ts';
import type { ServiceName } from '../../services/services.ts';
import { guest } from './people.ts';
import { attempt, type Result } from './result.ts';
import type { Fixture } from './fixture.ts';

type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };
type Problem = components['schemas']['Problem'];

const badRequests: Record<ServiceName, { path: string; init?: Init; field: string }> = {
  auth: {
    path: '/login',
    init: { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } },
    field: '/body/username',
  },
  messages: { path: '/messages?limit=0', field: '/query/limit' },
  users: { path: '/users/online?limit=0', field: '/query/limit' },
};

export async function tryRefusals(fixture: Fixture): Promise<Result[]> {
  const { token } = await guest(fixture);
  const requests = Object.entries(badRequests) as [ServiceName, (typeof badRequests)[ServiceName]][];
  const tries = requests.flatMap(([service, { path, init, field }]) => {
    const ways = [
      ['directly', fixture.healthy[service] + path],
      ['through the gateway', `${fixture.gateway}/api${path}`],
    ] as const;
    return ways.map(([way, url]) =>
      attempt(`${service} refuses a bad request ${way}`, () => refusal(url, token, init ?? {}, field)),
    );
  });
  return Promise.all(tries);
}

async function refusal(url: string, token: string, { headers, ...init }: Init, field: string): Promise<string[]> {
  const response = await fetch(url, {
    ...init,
    headers: { Authorization: `Bearer ${token}`, ...headers },
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (response.status !== 400) return [`the status is ${response.status}: ${text.slice(0, 300)}`];
  const { errors = [] } = JSON.parse(text) as Problem;
  return [errors.some((error) => error.field === field) ? '' : `${field} is not named: ${text}`];
}
