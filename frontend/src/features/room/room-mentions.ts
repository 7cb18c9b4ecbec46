import { signal } from '@preact/signals-core';
import type { MyRoom, PersonDetails, Session } from '../../api/types.ts';
import type { DirectoryStore } from '../../stores/directory.ts';
import { GENERAL } from '../../stores/general.ts';
import type { Names } from '../../stores/people.ts';
import type { Presence } from '../../stores/presence.ts';
import type { RoomPeopleState } from '../../stores/room-people.ts';
import { later, TYPING_PAUSE_MS, type Later } from '../../state/timer.ts';
import { EVERYBODY, type Mentionable } from '../composer/completion/mention-text.ts';
import { knownPeople, type KnownPerson } from '../people/known-people.ts';
import { rightsIn } from './room-menu.ts';

/** The most people of a search, and of all searches. */
const [FOUND, KEPT] = [20, 500];

interface Options {
  directory: Pick<DirectoryStore, 'list'>;
  later?: Later;
}

/** What is known of a room and its people. */
export interface Known {
  room: MyRoom;
  person: Session;
  presence: Presence;
  names: Names;
  /** Of a room other than `general`, whose people are all that the page knows. */
  members: RoomPeopleState;
}

/** Who can be mentioned in a room: its people, and those of the directory whom the user may add. */
export class RoomMentions {
  /** Those who were found by name, by `sub`. */
  readonly found = signal<ReadonlyMap<string, PersonDetails>>(new Map());
  readonly #options: Required<Options>;
  /** Nobody is called so: longer queries need no request. */
  #unknown: string | undefined;
  #asked = '';
  #cancel: (() => void) | undefined;
  #request = new AbortController();

  constructor(options: Options) {
    this.#options = { later, ...options };
  }

  stop(): void {
    this.#cancel?.();
    this.#request.abort();
  }

  /** Looks for people by what is typed of a name. */
  search(query: string): void {
    const q = query.trim();
    this.#cancel?.();
    if (q === '' || q === this.#asked || (this.#unknown !== undefined && q.startsWith(this.#unknown))) return;
    this.#cancel = this.#options.later(() => void this.#find(q), TYPING_PAUSE_MS);
  }

  /** Those of the room first, as the page knows them. */
  people({ room, person, presence, names, members }: Known): readonly Mentionable[] {
    const all = knownPeople(presence, names, new Set([person.sub]));
    const inside = room.id === GENERAL ? all : membersOf(members, all, person);
    const listed = new Set([person.sub, ...inside.map(({ sub }) => sub)]);
    const found = [...this.found.value.values()].filter(({ sub }) => !listed.has(sub));
    const others = room.id === GENERAL ? found.filter(({ guest }) => !guest) : addable(found, room, person);
    // Not all members are known: those found may be among them.
    const outside = room.id !== GENERAL && members.next === undefined;
    const named = others.map(({ sub, displayName, presence: at }) => ({
      sub,
      name: displayName,
      online: at !== 'offline',
      outside,
    }));
    return [...inside, ...named, ...everybody(room, person)];
  }

  async #find(q: string): Promise<void> {
    this.#request.abort();
    this.#request = new AbortController();
    const { signal: abort } = this.#request;
    this.#asked = q;
    const result = await this.#options.directory.list({ q, limit: FOUND }, abort);
    if (abort.aborted) return;
    if (!result.ok) {
      this.#asked = '';
      return;
    }
    const { people } = result.data;
    if (people.length === 0) this.#unknown = q;
    else
      this.found.value = new Map(
        [...this.found.value, ...people.map((each) => [each.sub, each] as const)].slice(-KEPT),
      );
  }
}

/** How many others `@room` notifies. */
export function reachOf({ id, members }: MyRoom): number | undefined {
  return id === GENERAL ? undefined : Math.max(0, members - 1);
}

function membersOf({ members }: RoomPeopleState, known: readonly KnownPerson[], me: Session) {
  const bySub = new Map(known.map((person) => [person.sub, person]));
  return members
    .filter(({ sub, gone }) => sub !== me.sub && !gone)
    .map(({ sub, username }) => bySub.get(sub) ?? { sub, name: username, online: false });
}

/** Only owners add guests. */
function addable(people: readonly PersonDetails[], room: MyRoom, person: Session): readonly PersonDetails[] {
  const { add, members } = rightsIn(room, person);
  return add ? people.filter(({ guest }) => !guest || members) : [];
}

/** Guests may not notify everybody, and in a direct room everybody is notified anyway. */
function everybody({ kind }: MyRoom, { roles }: Session): Mentionable[] {
  return kind === 'direct' || roles.includes('guest') ? [] : [{ name: EVERYBODY, online: false }];
}
