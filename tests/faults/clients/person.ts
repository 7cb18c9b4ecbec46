import { randomUUID } from 'node:crypto';
import { createApi, expectData, type Api, type Session } from '../../../testkit/api.ts';

interface Options {
  /** Each request on a connection of its own: a kept-alive one may be closed while a request is on its way. */
  freshConnections?: boolean;
}

/** A person logged in through the gateway, and their API client. */
export class Person {
  readonly session: Session;
  readonly api: Api;

  private constructor(session: Session, api: Api) {
    this.session = session;
    this.api = api;
  }

  /** Throws the gateway's response if it is not a success. */
  static async logIn(url: string, { freshConnections = false }: Options = {}): Promise<Person> {
    const headers: Record<string, string> = freshConnections ? { Connection: 'close' } : {};
    const body = { username: `Ada-${randomUUID().slice(0, 8)}` };
    const session = expectData(await createApi(`${url}/api`, { headers }).POST('/login', { body }));
    return new Person(session, createApi(`${url}/api`, { headers, token: session.token }));
  }

  /** The same person with an account. */
  async withPassword(url: string): Promise<Person> {
    const body = { password: randomUUID() };
    const session = expectData(await this.api.PUT('/account/password', { body }));
    return new Person(session, createApi(`${url}/api`, { token: session.token }));
  }
}
