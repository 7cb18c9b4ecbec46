import { signal } from '@preact/signals-core';
import type { Failure, Result } from '../api/result.ts';
import type { Member, MemberPage, MyRoom } from '../api/types.ts';

export interface RoomPeopleState {
  status: 'loading' | 'ready';
  members: readonly Member[];
  /** Where the next page starts, if there is one. */
  next: string | undefined;
  failure: Failure | undefined;
}

/** What it needs of `RoomList`. */
interface MemberRequests {
  members: (room: string, after?: string) => Promise<Result<MemberPage>>;
  setRole: (room: string, sub: string, role: Member['role']) => Promise<Result<Member>>;
  remove: (room: string, sub: string) => Promise<Result<unknown>>;
}

/** The most members to load by themselves; more are behind a button. */
const LOADED = 1_000;
const EMPTY: RoomPeopleState = { status: 'ready', members: [], next: undefined, failure: undefined };

/** The members of a room, loaded when they are first needed and again when the room's number of members changes. */
export class RoomPeople {
  readonly room: string;
  readonly state = signal(EMPTY);
  readonly #requests: MemberRequests;
  /** What the loaded members belong to. */
  #loadedAs: string | undefined;
  /** Answers to earlier requests are ignored. */
  #round = 0;

  constructor(requests: MemberRequests, room: string) {
    this.#requests = requests;
    this.room = room;
  }

  /** Loads them, unless nothing has changed since. `changes` counts the known changes of members. */
  refresh({ members, role }: Pick<MyRoom, 'members' | 'role'>, changes: number): void {
    const version = `${members} ${role} ${changes}`;
    if (version === this.#loadedAs) return;
    this.#loadedAs = version;
    void this.#load();
  }

  /** The next page, or the first again after a failure. */
  async loadMore(): Promise<void> {
    const { members, next } = this.state.peek();
    const round = (this.#round += 1);
    await this.#loadPage(members.length > 0 ? next : undefined, members, round);
  }

  async setRole(sub: string, role: Member['role']): Promise<void> {
    const result = await this.#requests.setRole(this.room, sub, role);
    const { members } = this.state.peek();
    if (!result.ok) this.#set({ failure: result.failure });
    else this.#set({ members: members.map((each) => (each.sub === sub ? result.data : each)), failure: undefined });
  }

  async remove(sub: string): Promise<Result<unknown>> {
    const result = await this.#requests.remove(this.room, sub);
    const { members } = this.state.peek();
    if (result.ok) this.#set({ members: members.filter((each) => each.sub !== sub) });
    return result;
  }

  async #load(): Promise<void> {
    const round = (this.#round += 1);
    let loaded: Member[] = [];
    let next: string | undefined;
    do {
      if (!(await this.#loadPage(next, loaded, round))) return;
      ({ next } = this.state.peek());
      loaded = [...this.state.peek().members];
    } while (next !== undefined && loaded.length < LOADED);
  }

  async #loadPage(after: string | undefined, before: readonly Member[], round: number): Promise<boolean> {
    this.#set({ status: 'loading', failure: undefined });
    const result = await this.#requests.members(this.room, after);
    if (round !== this.#round) return false;
    if (!result.ok) {
      this.#loadedAs = undefined;
      this.#set({ status: 'ready', failure: result.failure });
      return false;
    }
    this.#set({ status: 'ready', members: [...before, ...result.data.members], next: result.data.next });
    return true;
  }

  #set(changes: Partial<RoomPeopleState>): void {
    this.state.value = { ...this.state.peek(), ...changes };
  }
}
