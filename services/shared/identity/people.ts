import type { Client } from 'openapi-fetch';
import type { components, paths } from '../../../generated/types/auth.ts';
import { createServiceClient } from '../http/service-client.ts';
import { askService, unexpectedAnswer } from '../http/ask-service.ts';

const TIMEOUT_MS = 2_000;
/** As many as auth-service gives at once. */
const PAGE = 500;
const FAILURE = 'People cannot be looked up now';

/** A person as auth-service knows them. */
export interface ExistingPerson {
  sub: string;
  username: string;
  guest: boolean;
}

/** Knows who exists, by asking auth-service. */
export class People {
  readonly #client: Client<paths>;

  constructor(authUrl: string) {
    this.#client = createServiceClient<paths>(authUrl, TIMEOUT_MS);
  }

  /**
   * Those of these people who exist.
   *
   * @throws `unavailable` if auth-service is unreachable
   */
  async find(subs: readonly string[], requestId: string): Promise<ExistingPerson[]> {
    const found: ExistingPerson[] = [];
    for (let from = 0; from < subs.length; from += PAGE) {
      const { people } = await this.#request(subs.slice(from, from + PAGE), requestId);
      found.push(...people.map(({ sub, username, roles }) => ({ sub, username, guest: roles.includes('guest') })));
    }
    return found;
  }

  async #request(subs: string[], requestId: string): Promise<components['schemas']['PersonList']> {
    const { data, response } = await askService('auth-service', FAILURE, () =>
      this.#client.POST('/people', { body: { subs }, headers: { 'X-Request-Id': requestId } }),
    );
    if (!data) throw unexpectedAnswer('auth-service', FAILURE, response);
    return data;
  }
}
