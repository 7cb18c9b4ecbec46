/** Fake message-service: answers `/invites/inspect` and `/people-of` as in the contract, with what a test says. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { components } from '../generated/types/messages.ts';

type Schemas = components['schemas'];
type InviteTerms = Schemas['InviteTerms'];

const PROBLEM = 'urn:problem-type:chat:invite-invalid';

/**
 * How it fails: it closes connections without an answer, accepts requests and never answers, or stops in the middle of an
 * answer.
 */
export type MessagesFault = 'dead' | 'hanging' | 'interrupted' | 'stalled';

export interface MessagesStandIn {
  url: string;
  /** Returns the code of an invite. */
  invite(terms: Partial<InviteTerms>): string;
  /** The invite is no longer valid. */
  end(code: string): void;
  /** Those whom a guest by invite sees; nobody unless it is called. */
  share(sub: string, subs: readonly string[]): void;
  /** The next requests meet this fault; `times` limits how many, and 0 ends it. */
  fail(fault: MessagesFault, times?: number): void;
  /** Number of requests. */
  readonly requests: number;
  stop(): Promise<void>;
}

export async function messagesStandIn(): Promise<MessagesStandIn> {
  const invites = new Map<string, InviteTerms | undefined>();
  const shared = new Map<string, readonly string[]>();
  let requests = 0;
  let fault: MessagesFault = 'dead';
  let faults = 0;

  const inspect = async (request: IncomingMessage): Promise<{ status: number; body: object }> => {
    const { code } = (await json(request)) as Schemas['InviteCodeRequest'];
    const terms = invites.get(code);
    if (terms) return { status: 200, body: terms };
    const status = invites.has(code) ? 410 : 404;
    return { status, body: { type: PROBLEM, title: 'The invite is not valid', status, detail: 'No.' } };
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    requests++;
    const sub = /^\/people-of\/(.*)$/.exec(request.url ?? '')?.[1];
    const people: Schemas['PeopleOf'] = { subs: [...(shared.get(sub ?? '') ?? [])] };
    if (faults > 0) {
      faults--;
      failWith(fault, response);
      return;
    }
    const { status, body } = sub === undefined ? await inspect(request) : { status: 200, body: people };
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
  };

  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    invite: (terms) => {
      const code = randomBytes(24).toString('base64url');
      invites.set(code, { id: randomUUID(), room: randomUUID(), makes: 'guest', createdBy: randomUUID(), ...terms });
      return code;
    },
    end: (code) => invites.set(code, undefined),
    share: (sub, subs) => shared.set(sub, subs),
    fail: (next, times = Infinity) => {
      fault = next;
      faults = times;
    },
    get requests() {
      return requests;
    },
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function failWith(fault: MessagesFault, response: ServerResponse): void {
  if (fault === 'dead') response.destroy();
  if (fault === 'dead' || fault === 'hanging') return;
  response.writeHead(200, { 'Content-Type': 'application/json' }).write('{"id":"');
  if (fault === 'interrupted') setImmediate(() => response.destroy());
}
