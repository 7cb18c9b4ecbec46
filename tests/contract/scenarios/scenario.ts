/** How a response of an operation is caused: what is sent, to which path, and what is done before. */
import type { ServiceName } from '../../../services/services.ts';
import type { Operation } from '../contract.ts';
import { limitedToken } from '../people.ts';
import type { Fixture } from '../fixture.ts';

export interface RequestSpec {
  /** At the instance whose database is unreachable. */
  cutOff?: boolean;
  /** At the auth-service without a name in ADMINS. */
  withoutAdmins?: boolean;
  /** Instead of the contract's path with its example parameters. */
  path?: string;
  token?: string;
  headers?: Record<string, string>;
  /** Instead of the contract's example. */
  body?: unknown;
}

export type Scenario = (fixture: Fixture) => Promise<RequestSpec> | RequestSpec;

/** A service's scenarios as the runner sees them: by operation and status. */
export type ScenarioTable = Record<string, Record<number, Scenario>>;

type Responses<Operation> = Operation extends { responses: infer Declared } ? Declared : never;

/**
 * Every operation of a contract with every status that it declares, except those that `common` below covers everywhere
 * and those that nothing covers. A missing scenario, or one that the contract does not declare, does not compile.
 */
export type Scenarios<Operations> = {
  [Id in keyof Operations]: Record<Exclude<keyof Responses<Operations[Id]>, CommonStatus | 500>, Scenario> &
    Partial<Record<keyof Responses<Operations[Id]> & CommonStatus, Scenario>>;
};

type CommonStatus = 400 | 401 | 413 | 415 | 429 | 503;

/** Larger than the 64 KiB that a body may have. */
const TOO_LARGE = 'x'.repeat(70_000);

/** Turns a request that would succeed into one that does not, whatever the operation. */
const common: Record<number, (valid: RequestSpec, path: string, hasBody: boolean) => RequestSpec> = {
  400: (valid, path, hasBody) => (hasBody ? { ...valid, body: {} } : { ...valid, path: `${path}?unknown=1` }),
  401: ({ token: _none, ...valid }) => valid,
  413: (valid) => ({ ...valid, body: { message: TOO_LARGE } }),
  415: (valid) => ({ ...valid, headers: { ...valid.headers, 'Content-Type': 'text/plain' } }),
  503: (valid) => ({ ...valid, cutOff: true }),
};

/** A person's own limit, which comes before everything else that an operation would look at. */
const TOO_MANY = 429;

const SUCCESSES = [200, 201, 204];

/** Does the preparations, and returns what is to be sent. */
export async function requestSpec(
  scenarios: ScenarioTable,
  { id, path, requestExample }: Operation,
  status: number,
  fixture: Fixture,
  service: ServiceName,
): Promise<RequestSpec> {
  const own = scenarios[id] ?? {};
  const scenario = own[status];
  if (scenario) return scenario(fixture);
  const derive = common[status];
  const success = SUCCESSES.map((code) => own[code]).find((found) => found !== undefined);
  if ((!derive && status !== TOO_MANY) || !success)
    throw new Error('Nothing covers this answer: write a scenario for it.');
  const valid = await success(fixture);
  if (!derive) return { ...valid, token: await limitedToken(fixture, service) };
  return derive(valid, (valid.path ?? path).replace(/\?.*/, ''), requestExample !== undefined);
}
