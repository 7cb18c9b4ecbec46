import type { Caller } from '../../shared/caller.ts';
import { Problem } from '../../shared/problem.ts';
import type { RoomStore } from './store.ts';

/** The room of requests that name none. */
export const DEFAULT_ROOM = 'general';

/** A role of the caller, or the relation to what is changed. */
export type Grant = Caller['roles'][number] | 'author';

interface Rule {
  readonly allowed: readonly Grant[];
  /** What everybody else is answered. */
  readonly refusal: string;
}

const EVERYBODY = ['guest', 'account', 'admin'] as const;
const notTheAuthor = 'You can edit or delete only your own messages.';

/** Who may do what. */
const RULES = {
  'room.read': { allowed: EVERYBODY, refusal: "You don't have permission to read this room." },
  'message.post': { allowed: EVERYBODY, refusal: "You don't have permission to send to this room." },
  'message.edit': { allowed: ['author'], refusal: notTheAuthor },
  'message.delete': { allowed: ['author', 'admin'], refusal: notTheAuthor },
  'room.clear': { allowed: ['admin'], refusal: 'Only an administrator may clear a room.' },
} satisfies Record<string, Rule>;

export type Action = keyof typeof RULES;

/** Those who may, for the statement that changes a message: it checks again after it has locked the log. */
export function allowed(action: Action): readonly Grant[] {
  return RULES[action].allowed;
}

export function forbidden(action: Action): Problem {
  return new Problem('forbidden', RULES[action].refusal);
}

/** Finds rooms for callers who may do something in them. */
export class Permissions {
  readonly #store: RoomStore;
  /** Rooms are never removed, so each is looked up once. */
  readonly #known = new Set<string>();

  constructor(store: RoomStore) {
    this.#store = store;
  }

  /**
   * The room in which the caller may do this, by name; `general` if a request names none.
   *
   * @throws `forbidden` if none of the caller's roles may, `unknown-room` if the room does not exist
   */
  async require({ roles }: Caller, room: string | undefined, action: Action): Promise<string> {
    const name = room ?? DEFAULT_ROOM;
    const grants: readonly Grant[] = RULES[action].allowed;
    if (!roles.some((role) => grants.includes(role))) throw forbidden(action);
    if (!this.#known.has(name)) await this.#find(name);
    return name;
  }

  async #find(name: string): Promise<void> {
    if (!(await this.#store.exists(name))) {
      throw new Problem('unknown-room', `There is no room "${name}". Leave it out for "${DEFAULT_ROOM}".`);
    }
    this.#known.add(name);
  }
}
