import { deadline, type Api } from '../api/client.ts';
import { attempt, orGone, type Result } from '../api/result.ts';
import type { Account, AccountPage } from '../api/types.ts';

/** What administrators do to accounts and guests. */
export class AccountStore {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** A page of accounts, `after` the `next` of the page before. */
  list(after: string | undefined): Promise<Result<AccountPage>> {
    const query = after === undefined ? {} : { after };
    return attempt(this.#api.GET('/accounts', { params: { query }, signal: deadline() }));
  }

  setDisabled(sub: string, disabled: boolean): Promise<Result<Account>> {
    const call = this.#api.PATCH('/accounts/{sub}', {
      params: { path: { sub } },
      body: { disabled },
      signal: deadline(),
    });
    return attempt(call);
  }

  async delete(sub: string): Promise<Result<unknown>> {
    const call = this.#api.DELETE('/accounts/{sub}', { params: { path: { sub } }, signal: deadline() });
    return orGone(await attempt(call));
  }

  /** Logs a guest out everywhere. */
  async endGuest(sub: string): Promise<Result<unknown>> {
    const call = this.#api.DELETE('/guests/{sub}', { params: { path: { sub } }, signal: deadline() });
    return orGone(await attempt(call));
  }
}
