import { deadline, type Api } from '../api/client.ts';
import { attempt, type Result } from '../api/result.ts';
import type { PeoplePage, PersonDetails } from '../api/types.ts';

/** The people of this chat, as others see them. */
export class DirectoryStore {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  person(sub: string): Promise<Result<PersonDetails>> {
    return attempt(this.#api.GET('/users/{sub}', { params: { path: { sub } }, signal: deadline() }));
  }

  /** Those of these people who are known: the contract takes at most 200. */
  async lookUp(subs: readonly string[]): Promise<Result<readonly PersonDetails[]>> {
    const result = await attempt(this.#api.POST('/users/lookup', { body: { subs: [...subs] }, signal: deadline() }));
    return result.ok ? { ...result, data: result.data.people } : result;
  }

  /** The ids of the rooms that the user and the person are in. */
  async roomsInCommon(sub: string): Promise<Result<readonly string[]>> {
    const result = await attempt(this.#api.GET('/rooms/common', { params: { query: { sub } }, signal: deadline() }));
    return result.ok ? { ...result, data: result.data.rooms } : result;
  }

  /** A page of people, `after` the `next` of the page before. Without `q` all of them. `abort` ends the request. */
  list(query: { q?: string; after?: string; limit?: number }, abort?: AbortSignal): Promise<Result<PeoplePage>> {
    return attempt(this.#api.GET('/users', { params: { query }, signal: deadline(abort) }));
  }
}
