import { deadline, type Api } from '../api/client.ts';
import { attempt, type Result } from '../api/result.ts';
import type { Profile } from '../api/types.ts';

/** The profile of the user who is logged in. */
export class ProfileStore {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  load(): Promise<Result<Profile>> {
    return attempt(this.#api.GET('/users/me', { signal: deadline() }));
  }

  /** Changes the display name: presence passes it on to everybody. */
  rename(displayName: string): Promise<Result<Profile>> {
    return attempt(this.#api.PATCH('/users/me', { body: { displayName }, signal: deadline() }));
  }
}
