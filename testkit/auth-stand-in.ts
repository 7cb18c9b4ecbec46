/** Fake auth-service: answers `/verify`, `/people` and `/display-names` as in the contract, for people created by a test. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { components } from '../generated/types/auth.ts';
import { invalid } from '../services/shared/http/invalid.ts';
import { Problem } from '../services/shared/problem.ts';
import { lookAlike } from '../services/shared/text/skeletons.ts';
import type { Caller } from '../services/shared/caller.ts';
import { testCaller } from './caller.ts';

type TokenVerification = components['schemas']['TokenVerification'];
type Person = components['schemas']['Person'];
type ShownName = components['schemas']['ShownName'];

export interface AuthStandIn {
  url: string;
  /** Logs in a user. */
  login(parts?: Partial<Caller>): Caller;
  /** Somebody is gone for good, as when a guest has ended. */
  forget(sub: string): void;
  /** Ends a session; the test itself must send the database notification. */
  end(sid: string): void;
  /** The display names that are claimed. */
  displayNames(sub: string): string[];
  /** Refuses the claims of all display names; `undefined` ends it. */
  refuseDisplayNames(kind: Problem['kind'] | undefined): void;
  /** Number of verification requests. */
  readonly questions: number;
  /** Delays responses until `release`. */
  hold(): void;
  release(): void;
  /** Refuses connections until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

export async function authStandIn(): Promise<AuthStandIn> {
  const callers = new Map<string, Caller>();
  const people = new Map<string, Person>();
  let refused: Problem['kind'] | undefined;
  const claims = new Map<string, Set<string>>();
  const ended = new Set<string>();
  let questions = 0;
  let port = 0;
  let held = Promise.resolve();
  let release = () => {};

  const verify = (token: string): TokenVerification => {
    const caller = callers.get(token);
    if (!caller) return { valid: false, reason: 'malformed' };
    if (ended.has(caller.sid)) return { valid: false, reason: 'ended' };
    const { username, sub, sid, roles, invited, exp } = caller;
    if (exp * 1000 <= Date.now()) return { valid: false, reason: 'expired' };
    return { valid: true, username, sub, sid, roles: [...roles], invited, exp };
  };

  const everybody = (): components['schemas']['PersonPage'] => ({
    people: [...people.values()].sort((one, other) => (one.sub < other.sub ? -1 : 1)),
  });

  const find = async (request: IncomingMessage): Promise<components['schemas']['PersonList']> => {
    const { subs } = (await json(request)) as components['schemas']['PeopleRequest'];
    return { people: subs.flatMap((sub) => people.get(sub) ?? []) };
  };

  const claim = ({ sub, displayName }: ShownName): Problem | undefined => {
    if (refused === 'validation') return invalid([{ field: '/body/displayName', detail: 'must be different' }]);
    if (refused !== undefined) return new Problem(refused, 'Refused by a test.');
    const others = [...people.values()].filter((person) => person.sub !== sub);
    const names = others.flatMap((person) => [person.username, ...(claims.get(person.sub) ?? [])]);
    const other = names.find((name) => lookAlike(name, displayName));
    if (other !== undefined) {
      return new Problem('name-taken', `${displayName} looks like ${other}, which is in use. Choose another name.`);
    }
    claims.set(sub, new Set(claims.get(sub)).add(displayName));
    return undefined;
  };

  const confirm = ({ people: shown }: components['schemas']['ShownNames']): components['schemas']['Unclaimed'] => {
    const unclaimed = shown.filter(
      ({ sub, displayName }) => displayName !== people.get(sub)?.username && !claims.get(sub)?.has(displayName),
    );
    for (const { sub, displayName } of shown)
      if (claims.get(sub)?.has(displayName)) claims.set(sub, new Set([displayName]));
    return { unclaimed: unclaimed.map(({ sub }) => sub) };
  };

  const send = (response: ServerResponse, body: unknown, status = 200, type = 'application/json') =>
    response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(body));

  const answerDisplayNames = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await json(request);
    if (request.method === 'PUT') return void send(response, confirm(body as components['schemas']['ShownNames']));
    const refusal = claim(body as ShownName);
    if (refusal) send(response, refusal.body('test'), refusal.status, 'application/problem+json');
    else response.writeHead(204).end();
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/people')) {
      const body = request.method === 'GET' ? everybody() : await find(request);
      send(response, body);
      return;
    }
    if (request.url === '/display-names') return answerDisplayNames(request, response);
    const { token } = (await json(request)) as components['schemas']['VerifyRequest'];
    // Evaluated before the delay: the response reflects the state when the request arrived.
    const body = JSON.stringify(verify(token));
    questions++;
    await held;
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(body);
  };

  const server = createServer((request, response) => void answer(request, response));
  const start = async () => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  };
  await start();

  return {
    url: `http://127.0.0.1:${port}`,
    login: (parts) => {
      const caller = testCaller({ token: randomUUID(), ...parts });
      callers.set(caller.token, caller);
      const { sub, username, roles } = caller;
      people.set(sub, { sub, username, roles: [...roles] });
      return caller;
    },
    forget: (sub) => people.delete(sub),
    refuseDisplayNames: (kind) => (refused = kind),
    displayNames: (sub) => [...(claims.get(sub) ?? [])],
    end: (sid) => ended.add(sid),
    get questions() {
      return questions;
    },
    hold: () => {
      held = new Promise((resolve) => (release = resolve));
    },
    release: () => release(),
    start,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
