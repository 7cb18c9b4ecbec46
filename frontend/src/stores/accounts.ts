import { deadline, type Api } from '../api/client.ts';
import { attempt, orGone, type Result } from '../api/result.ts';
import type { Account, AccountPage, AuditPage, GuestPage, ResetLink } from '../api/types.ts';

/** Which accounts or guests to list. */
export interface Finding {
  /** A part of the name. */
  q?: string;
  /** The `next` of the page before. */
  after?: string;
}

/** What administrators do to accounts and guests. */
export class AccountStore {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  list(query: Finding): Promise<Result<AccountPage>> {
    return attempt(this.#api.GET('/accounts', { params: { query }, signal: deadline() }));
  }

  listGuests(query: Finding): Promise<Result<GuestPage>> {
    return attempt(this.#api.GET('/guests', { params: { query }, signal: deadline() }));
  }

  /** What happened within the last 30 days, newest first. */
  listAudit(query: Pick<Finding, 'after'>): Promise<Result<AuditPage>> {
    return attempt(this.#api.GET('/audit', { params: { query }, signal: deadline() }));
  }

  setDisabled(sub: string, disabled: boolean): Promise<Result<Account>> {
    const call = this.#api.PATCH('/accounts/{sub}', {
      params: { path: { sub } },
      body: { disabled },
      signal: deadline(),
    });
    return attempt(call);
  }

  setAdministrator(sub: string, administrator: boolean): Promise<Result<unknown>> {
    const options = { params: { path: { sub } }, signal: deadline() };
    return attempt(
      administrator
        ? this.#api.PUT('/administrators/{sub}', options)
        : this.#api.DELETE('/administrators/{sub}', options),
    );
  }

  /** Logs an account out everywhere. */
  endSessions(sub: string): Promise<Result<unknown>> {
    return attempt(this.#api.DELETE('/accounts/{sub}/sessions', { params: { path: { sub } }, signal: deadline() }));
  }

  /** A one-time link for a new password, which replaces the one before. */
  createResetLink(sub: string): Promise<Result<ResetLink>> {
    return attempt(this.#api.POST('/accounts/{sub}/reset-link', { params: { path: { sub } }, signal: deadline() }));
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
