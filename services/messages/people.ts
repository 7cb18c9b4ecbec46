import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from '../../generated/types/auth.ts';
import { serviceFetch } from '../shared/http/service-fetch.ts';
import { Problem, unavailable } from '../shared/problem.ts';
import type { Person } from './rooms/store.ts';

const TIMEOUT_MS = 2_000;
/** As many as auth-service gives at once. */
const PAGE = 500;

/** Knows who exists, by asking auth-service. */
export class People {
  readonly #client: Client<paths>;

  constructor(authUrl: string) {
    this.#client = createClient<paths>({ baseUrl: authUrl, fetch: serviceFetch(TIMEOUT_MS) });
  }

  /**
   * Those of these people who exist.
   *
   * @throws `unavailable` if auth-service is unreachable
   */
  async find(subs: readonly string[], requestId: string): Promise<Person[]> {
    const found: Person[] = [];
    for (let from = 0; from < subs.length; from += PAGE) {
      const { people } = await this.#request(subs.slice(from, from + PAGE), requestId);
      found.push(...people.map(({ sub, username, roles }) => ({ sub, username, guest: roles.includes('guest') })));
    }
    return found;
  }

  async #request(subs: string[], requestId: string): Promise<components['schemas']['PersonList']> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { data, response } = await this.#client.POST('/people', {
          body: { subs },
          headers: { 'X-Request-Id': requestId },
        });
        if (data) return data;
        throw unavailable(`People cannot be looked up now (auth-service answered ${response.status}).`);
      } catch (error) {
        if (error instanceof Problem) throw error;
        // The first attempt may hit a replica that has just died; the second reaches another one.
        if (attempt === 2) throw unavailable('People cannot be looked up now: auth-service is unreachable.', error);
      }
    }
  }
}
