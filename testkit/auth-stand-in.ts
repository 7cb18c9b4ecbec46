/** Fake auth-service: answers `POST /verify` and `/people` as in the contract, for people created by a test. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { components } from '../generated/types/auth.ts';
import type { Caller } from '../services/shared/caller.ts';
import { testCaller } from './caller.ts';

type TokenVerification = components['schemas']['TokenVerification'];
type Person = components['schemas']['Person'];

export interface AuthStandIn {
  url: string;
  /** Logs in a user. */
  login(parts?: Partial<Caller>): Caller;
  /** Somebody is gone for good, as when a guest has ended. */
  forget(sub: string): void;
  /** Ends a session; the test itself must send the database notification. */
  end(sid: string): void;
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
  const ended = new Set<string>();
  let questions = 0;
  let port = 0;
  let held = Promise.resolve();
  let release = () => {};

  const verify = (token: string): TokenVerification => {
    const caller = callers.get(token);
    if (!caller) return { valid: false, reason: 'malformed' };
    if (ended.has(caller.sid)) return { valid: false, reason: 'ended' };
    const { username, sub, sid, roles, exp } = caller;
    if (exp * 1000 <= Date.now()) return { valid: false, reason: 'expired' };
    return { valid: true, username, sub, sid, roles: [...roles], exp };
  };

  const everybody = (): components['schemas']['PersonPage'] => ({
    people: [...people.values()].sort((one, other) => (one.sub < other.sub ? -1 : 1)),
  });

  const find = async (request: IncomingMessage): Promise<components['schemas']['PersonList']> => {
    const { subs } = (await json(request)) as components['schemas']['PeopleRequest'];
    return { people: subs.flatMap((sub) => people.get(sub) ?? []) };
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith('/people')) {
      const body = request.method === 'GET' ? everybody() : await find(request);
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      return;
    }
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
