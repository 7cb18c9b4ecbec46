import { randomUUID } from 'node:crypto';
import createClient, { type Client } from 'openapi-fetch';
import type { components, paths as AuthPaths } from '../../../generated/types/auth.ts';
import type { paths as MessagesPaths } from '../../../generated/types/messages.ts';
import type { paths as UsersPaths } from '../../../generated/types/users.ts';

type Session = components['schemas']['Session'];

const TIMEOUT_MS = 15_000;

/** `fetch` with a timeout. */
const boundedFetch: typeof fetch = (input, init) => {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  return fetch(input, { ...init, signal: timeout });
};

interface Options {
  /** Each request on a connection of its own: a kept-alive one may be closed while a request is on its way. */
  freshConnections?: boolean;
}

/** A person logged in through the gateway, and their API client. It retries nothing by itself. */
export class Person {
  readonly session: Session;
  readonly auth: Client<AuthPaths>;
  readonly messages: Client<MessagesPaths>;
  readonly users: Client<UsersPaths>;

  private constructor(url: string, session: Session, { freshConnections = false }: Options) {
    this.session = session;
    const options = {
      baseUrl: `${url}/api`,
      fetch: boundedFetch,
      headers: {
        Authorization: `Bearer ${session.token}`,
        ...(freshConnections ? { Connection: 'close' } : {}),
      },
    };
    this.auth = createClient<AuthPaths>(options);
    this.messages = createClient<MessagesPaths>(options);
    this.users = createClient<UsersPaths>(options);
  }

  /** Throws the gateway's response if it is not a success. */
  static async logIn(url: string, options: Options = {}): Promise<Person> {
    const client = createClient<AuthPaths>({
      baseUrl: `${url}/api`,
      fetch: boundedFetch,
      headers: options.freshConnections ? { Connection: 'close' } : {},
    });
    const { data, error, response } = await client.POST('/login', {
      body: { username: `Ada-${randomUUID().slice(0, 8)}` },
    });
    if (!data) throw new Error(`login: ${response.status} ${JSON.stringify(error)}`);
    return new Person(url, data, options);
  }
}
