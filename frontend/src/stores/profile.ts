import { deadline, type Api } from '../api/client.ts';
import { attempt, type Result } from '../api/result.ts';
import type { Profile, ProfileRequest } from '../api/types.ts';

/** The profile of the user who is logged in. */
export class ProfileStore {
  readonly #api: Api;
  #loading: Promise<Result<Profile>> | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Several forms that open together ask once. */
  load(): Promise<Result<Profile>> {
    this.#loading ??= attempt(this.#api.GET('/users/me', { signal: deadline() })).finally(
      () => (this.#loading = undefined),
    );
    return this.#loading;
  }

  /** Replaces these fields; `null` removes one. Presence passes it on to everybody, and to the user's other devices. */
  change(changes: ProfileRequest): Promise<Result<Profile>> {
    return attempt(this.#api.PATCH('/users/me', { body: changes, signal: deadline() }));
  }
}
