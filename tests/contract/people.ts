/** People who do what a response requires beforehand. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ServiceName } from '../../services/services.ts';
import { createApi } from '../../testkit/api.ts';

export interface Person {
  sub: string;
  username: string;
  token: string;
  sid: string;
  /** The refresh cookie, as a browser sends it back. */
  cookie: string;
}

/** The services as they should be. */
interface Services {
  healthy: Record<ServiceName, string>;
}

export const PASSWORD = 'correct horse battery staple';

let count = 0;
/** A name that nobody has. */
export const newName = (): string => `Guest ${++count}`;

export const bearer = ({ token }: Pick<Person, 'token'>) => ({ Authorization: `Bearer ${token}` });
export const authClient = ({ healthy }: Services) => createApi(healthy.auth);
const messagesClient = ({ healthy }: Services) => createApi(healthy.messages);
const cookieOf = (response: Response) => response.headers.getSetCookie()[0]?.split(';')[0] ?? '';

/** Preparations must not fail. */
function assertOk(response: Response): void {
  if (!response.ok) throw new Error(`The preparation failed: ${response.url} answered ${response.status}.`);
}

export async function logIn(services: Services, username: string, password?: string): Promise<Person> {
  const body = { username, ...(password === undefined ? {} : { password }) };
  const { data, response } = await authClient(services).POST('/login', { body });
  assertOk(response);
  return { sub: data?.sub ?? '', username, token: data?.token ?? '', sid: data?.sid ?? '', cookie: cookieOf(response) };
}

export function guest(services: Services): Promise<Person> {
  return logIn(services, newName());
}

let turns = 0;
/** The administrators in turn, so that none reaches the limit of requests. */
export function anAdmin({ admins }: { admins: Person[] }): Person {
  const admin = admins[turns++ % admins.length];
  if (!admin) throw new Error('there is no administrator');
  return admin;
}

/** Sends a wrong current password. */
export async function guessPassword(services: Services, person: Person): Promise<Response> {
  const { response } = await authClient(services).PUT('/account/password', {
    body: { password: PASSWORD, currentPassword: 'a guess' },
    headers: bearer(person),
  });
  return response;
}

/** A guest who has set PASSWORD. */
export async function account(services: Services): Promise<Person> {
  const person = await guest(services);
  const { data, response } = await authClient(services).PUT('/account/password', {
    body: { password: PASSWORD },
    headers: bearer(person),
  });
  assertOk(response);
  return { ...person, token: data?.token ?? '', sid: data?.sid ?? '', cookie: cookieOf(response) };
}

/** A GET operation of each service that counts towards a person's limit. */
const LIMITED_PATHS: Record<ServiceName, string> = { auth: '/sessions', messages: '/messages', users: '/users/me' };

/** The token of a guest who may send no more requests to a service for the moment. */
export async function limitedToken(services: Services, service: ServiceName): Promise<string> {
  const person = await guest(services);
  await untilLimited(() => fetch(services.healthy[service] + LIMITED_PATHS[service], { headers: bearer(person) }));
  return person.token;
}

/** Sends a message. */
export async function post(services: Services, person: Person, id = randomUUID()): Promise<Response> {
  const { response } = await messagesClient(services).POST('/messages', {
    body: { id, message: 'Hello, everyone' },
    headers: bearer(person),
  });
  return response;
}

/** Sends a message; returns its id. */
export async function say(services: Services, person: Person): Promise<string> {
  const id = randomUUID();
  assertOk(await post(services, person, id));
  return id;
}

export async function deleteMessage(services: Services, person: Person, id: string): Promise<void> {
  const { response } = await messagesClient(services).DELETE('/messages/{id}', {
    params: { path: { id } },
    headers: bearer(person),
  });
  assertOk(response);
}

const MAX_ATTEMPTS = 200;
const ENOUGH_MS = 10_000;

/** Repeats it until a limit refuses it, so that the next request is refused too. */
export async function untilLimited(attempt: () => Promise<Response>): Promise<void> {
  for (let attempts = 0; attempts < MAX_ATTEMPTS; attempts++) {
    // Limits restart with every minute of the clock: that must not happen before the next request.
    const left = 60_000 - (Date.now() % 60_000);
    if (left < ENOUGH_MS) await sleep(left);
    if ((await attempt()).status === 429) return;
  }
  throw new Error(`No limit was reached in ${MAX_ATTEMPTS} attempts.`);
}

/** Opens streams until no further one may be opened. */
export function untilStreamsAreLimited(url: string, person: Person): Promise<void> {
  return untilLimited(async () => {
    const response = await fetch(url, { headers: { ...bearer(person), Accept: 'text/event-stream' } });
    await response.body?.cancel();
    return response;
  });
}
