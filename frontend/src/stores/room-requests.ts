/** The requests about rooms, each with a timeout, and failures as values. */
import { deadline, type Api } from '../api/client.ts';
import { attempt, orGone, type Result } from '../api/result.ts';
import type {
  CreateRoomRequest,
  Marker,
  Member,
  MemberPage,
  MembershipSettings,
  MentionPage,
  MyRoom,
  PublicRoomPage,
  RoomLookup,
  UpdateMembershipRequest,
  UpdateRoomRequest,
} from '../api/types.ts';

/** Which public rooms to list. */
export interface Browsing {
  q?: string;
  after?: string;
  archived?: boolean;
  limit?: number;
}

export class RoomRequests {
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  list() {
    return attempt(this.#api.GET('/rooms', { signal: deadline() }));
  }

  view(room: string): Promise<Result<RoomLookup>> {
    return attempt(this.#api.GET('/rooms/{room}', { params: { path: { room } }, signal: deadline() }));
  }

  create(body: CreateRoomRequest): Promise<Result<MyRoom>> {
    return attempt(this.#api.POST('/rooms', { body, signal: deadline() }), ({ id }) => id === body.id);
  }

  openDirect(subs: string[]): Promise<Result<MyRoom>> {
    return attempt(this.#api.POST('/direct', { body: { subs }, signal: deadline() }));
  }

  update(room: string, body: UpdateRoomRequest): Promise<Result<MyRoom>> {
    return attempt(this.#api.PATCH('/rooms/{room}', { params: { path: { room } }, body, signal: deadline() }));
  }

  add(room: string, sub: string): Promise<Result<Member>> {
    const params = { path: { room, sub } };
    return attempt(this.#api.PUT('/rooms/{room}/members/{sub}', { params, signal: deadline() }));
  }

  async remove(room: string, sub: string): Promise<Result<unknown>> {
    const params = { path: { room, sub } };
    return orGone(await attempt(this.#api.DELETE('/rooms/{room}/members/{sub}', { params, signal: deadline() })));
  }

  setRole(room: string, sub: string, role: Member['role']): Promise<Result<Member>> {
    const params = { path: { room, sub } };
    return attempt(this.#api.PATCH('/rooms/{room}/members/{sub}', { params, body: { role }, signal: deadline() }));
  }

  setMembership(room: string, body: UpdateMembershipRequest): Promise<Result<MembershipSettings>> {
    const params = { path: { room } };
    return attempt(this.#api.PATCH('/rooms/{room}/membership', { params, body, signal: deadline() }));
  }

  markRead(room: string, seq: number, unread: boolean): Promise<Result<Marker>> {
    const options = { params: { path: { room } }, body: { seq, unread }, signal: deadline() };
    return attempt(this.#api.PUT('/rooms/{room}/read', options));
  }

  markAllRead(seq: number): Promise<Result<unknown>> {
    return attempt(this.#api.PUT('/rooms/read', { body: { seq }, signal: deadline() }));
  }

  browse(query: Browsing, abort?: AbortSignal): Promise<Result<PublicRoomPage>> {
    return attempt(this.#api.GET('/rooms/public', { params: { query }, signal: deadline(abort) }));
  }

  members(room: string, after?: string): Promise<Result<MemberPage>> {
    const params = { path: { room }, query: after === undefined ? {} : { after } };
    return attempt(this.#api.GET('/rooms/{room}/members', { params, signal: deadline() }));
  }

  mentions(before?: number): Promise<Result<MentionPage>> {
    const query = before === undefined ? {} : { before };
    return attempt(this.#api.GET('/mentions', { params: { query }, signal: deadline() }));
  }
}
