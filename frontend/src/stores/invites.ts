import { deadline, type Api } from '../api/client.ts';
import { attempt, orGone, type Result } from '../api/result.ts';
import type { CreateInviteRequest, InviteList, InvitePage, InvitePreview, MyRoom, NewInvite } from '../api/types.ts';

/** Links with which people join a room. */
export class InviteStore {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  /** Those of a room that have not ended, the newest first. */
  list(room: string): Promise<Result<InviteList>> {
    return attempt(this.#api.GET('/rooms/{room}/invites', { params: { path: { room } }, signal: deadline() }));
  }

  /** For administrators: those of all rooms that have not ended, page by page. */
  listAll(query: { after?: string }): Promise<Result<InvitePage>> {
    return attempt(this.#api.GET('/invites', { params: { query }, signal: deadline() }));
  }

  create(room: string, body: CreateInviteRequest): Promise<Result<NewInvite>> {
    return attempt(this.#api.POST('/rooms/{room}/invites', { params: { path: { room } }, body, signal: deadline() }));
  }

  async revoke(room: string, id: string): Promise<Result<unknown>> {
    const params = { path: { room, id } };
    return orGone(await attempt(this.#api.DELETE('/rooms/{room}/invites/{id}', { params, signal: deadline() })));
  }

  /** Where a link leads: for somebody who is not logged in, too. */
  preview(code: string): Promise<Result<InvitePreview>> {
    return attempt(this.#api.POST('/invites/preview', { body: { code }, signal: deadline() }));
  }

  /** Joins the room. It can be repeated. */
  accept(code: string): Promise<Result<MyRoom>> {
    return attempt(this.#api.POST('/invites/accept', { body: { code }, signal: deadline() }));
  }
}
