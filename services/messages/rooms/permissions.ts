import type { Caller } from '../../shared/caller.ts';
import { Problem } from '../../shared/problem.ts';
import type { RoomStore } from './store.ts';
import { unknownRoom } from './unknown-room.ts';

/** The room of requests that name none. */
export const DEFAULT_ROOM = 'general';

/** A role of the installation or of the room, or the relation to what is changed. */
type Grant = Caller['roles'][number] | 'owner' | 'member' | 'author';

/** `general` is public, and has rules of its own. */
const KINDS = ['general', 'public', 'private', 'direct'] as const;
type Kind = (typeof KINDS)[number];

/** Who may, by the kind of room; nobody if a kind is missing. */
interface Rule extends Partial<Record<Kind, readonly Grant[]>> {
  /** What somebody is answered who may know the room, but not do this. Without it the room is not found. */
  refusal?: string;
  /** An archived room is read-only. */
  refusedWhileArchived?: true;
  /** Not for guests, whatever their role in the room. */
  accountsOnly?: true;
  /** Administrators may in every room, also in one that they do not find. */
  administratorsEverywhere?: true;
}

const EVERYBODY = ['guest', 'account', 'admin'] as const;
const MEMBERS = ['owner', 'member'] as const;
/** In private rooms an administrator is one only as a member: see the SQL function grants_in. */
const OWNERS = ['owner', 'admin'] as const;
const inRoom = { general: EVERYBODY, public: MEMBERS, private: MEMBERS, direct: MEMBERS };
const ownersOnly = (refusal: string) => ({ public: OWNERS, private: OWNERS, refusal });
const notTheAuthor = 'You can edit or delete only your own messages.';

/** Guests too can join with an invite, but not create one. */
const inviters: Rule = {
  general: ['admin'],
  public: [...MEMBERS, 'admin'],
  private: OWNERS,
  refusal:
    'Only members with an account may invite, to private rooms only owners, to `general` administrators. Direct rooms ' +
    'do not change.',
  accountsOnly: true,
};

/** Who may do what in a room. */
const RULES = {
  /** To know that the room exists. Whoever may do something in a room may find it. */
  'room.find': { ...inRoom, public: ['account', 'admin', ...MEMBERS] },
  'room.read': inRoom,
  'room.update': ownersOnly('Only an owner of the room, or an administrator, may change it.'),
  'room.clear': { general: ['admin'], ...ownersOnly('Only an owner of the room, or an administrator, may clear it.') },
  'message.post': { ...inRoom, refusedWhileArchived: true },
  'message.edit': {
    general: ['author'],
    public: ['author'],
    private: ['author'],
    direct: ['author'],
    refusal: notTheAuthor,
    refusedWhileArchived: true,
  },
  'message.delete': {
    general: ['author', 'admin'],
    public: ['author', ...OWNERS],
    private: ['author', ...OWNERS],
    direct: ['author'],
    refusal: notTheAuthor,
  },
  'member.join': {
    public: ['account'],
    refusal: 'Only public rooms can be joined, by accounts. An owner can add you to a private one.',
    refusedWhileArchived: true,
  },
  'member.add': {
    public: [...MEMBERS, 'admin'],
    private: OWNERS,
    refusal: 'Only members with an account may add people, in private rooms only owners. Direct rooms do not change.',
    refusedWhileArchived: true,
    accountsOnly: true,
  },
  'member.add-guest': {
    ...ownersOnly('Only an owner of the room, or an administrator, may add a guest.'),
    refusedWhileArchived: true,
  },
  'invite.create': { ...inviters, refusedWhileArchived: true },
  /** To list the invites of a room, also while it is archived. */
  'invite.manage': inviters,
  /** Whoever manages the people of the chat can end what lets strangers in. */
  'invite.revoke': { ...inviters, administratorsEverywhere: true },
  'member.leave': {
    public: ['account', ...MEMBERS],
    private: MEMBERS,
    refusal: 'This room cannot be left. A direct room can be hidden.',
  },
  'member.remove': ownersOnly('Only an owner of the room, or an administrator, may remove people.'),
  'member.change': ownersOnly('Only an owner of the room, or an administrator, may change roles.'),
} satisfies Record<string, Rule>;

const ACCOUNTS: readonly Grant[] = ['account', 'admin'];

/** Who may do what outside of rooms. */
const CHAT_RULES = {
  'room.create': {
    roles: ACCOUNTS,
    refusal: 'Guests cannot create rooms. Set a password to become an account.',
  },
  'room.browse': {
    roles: ACCOUNTS,
    refusal: 'Guests cannot browse rooms. Set a password to become an account.',
  },
  'invite.list-all': {
    roles: ['admin'],
    refusal: 'Only an administrator may list the invites of all rooms.',
  },
} satisfies Record<string, { roles: readonly Grant[]; refusal: string }>;

export type Action = keyof typeof RULES;
export type ChatAction = keyof typeof CHAT_RULES;

/** For tests. */
export const allActions = Object.keys(RULES) as Action[];

const ruleOf = (action: Action): Rule => RULES[action];

const grants = new Map(
  allActions.map((action) => [
    action,
    KINDS.flatMap((kind) => (ruleOf(action)[kind] ?? []).map((grant) => `${kind}:${grant}`)),
  ]),
);

/**
 * Those who may, as `kind:grant`, for the statement that does it: it checks again after it has locked the log. See the SQL
 * function grants_in.
 */
export function allowed(action: Action): readonly string[] {
  return grants.get(action) ?? [];
}

export function forbidden(action: Action): Problem {
  return new Problem('forbidden', ruleOf(action).refusal ?? "You don't have permission to do this here.");
}

export function roomArchived(): Problem {
  return new Problem('room-archived', 'An archived room is read-only. An owner can restore it.');
}

/**
 * The caller's roles that count in rooms. A guest who came by an invite has none: whatever that person may do follows from
 * memberships, and `general` has none.
 */
export const rolesInRooms = ({ roles, invited }: Caller): Caller['roles'] => (invited ? [] : roles);

/**
 * The values with which a statement checks the caller's rights again, after it has locked the log.
 *
 * @param known a caller without this right is told that the room does not exist
 */
export function rightsOf(caller: Caller, action: Action, known: Action = 'room.find'): unknown[] {
  return [caller.sub, rolesInRooms(caller), allowed(known), allowed(action)];
}

/** Everybody is, but for guests who came by an invite. */
export const isInGeneral = ({ invited }: Caller): boolean => !invited;

export const isGuest = ({ roles }: Caller): boolean => roles.includes('guest');

/** @throws `forbidden` if the caller may not do this outside of rooms */
export function requireInChat({ roles }: Caller, action: ChatAction): void {
  const { roles: allowedRoles, refusal }: { roles: readonly Grant[]; refusal: string } = CHAT_RULES[action];
  if (!roles.some((role) => allowedRoles.includes(role))) throw new Problem('forbidden', refusal);
}

/** Finds rooms for callers who may do something in them. */
export class Permissions {
  readonly #store: RoomStore;

  constructor(store: RoomStore) {
    this.#store = store;
  }

  /**
   * The id of the room in which the caller may do this; `general` if a request names none. Found through the membership, by
   * one statement whether the room exists or not.
   *
   * @throws `unknown-room` if the caller may not know the room, `forbidden` or `room-archived` if the caller may
   */
  async require(caller: Caller, id: string = DEFAULT_ROOM, action: Action): Promise<string> {
    const rule = ruleOf(action);
    if (rule.administratorsEverywhere && caller.roles.includes('admin')) return id;
    const room = id === DEFAULT_ROOM ? generalFor(caller) : await this.#store.find(id, caller);
    const may = (asked: Action) => room?.grants.some((grant) => allowed(asked).includes(grant)) ?? false;
    if (!may(action) || (rule.accountsOnly && isGuest(caller))) {
      throw rule.refusal === undefined || !may('room.find') ? unknownRoom() : forbidden(action);
    }
    if (rule.refusedWhileArchived && room?.archived) throw roomArchived();
    return id;
  }
}

/** Memberships do not matter in `general`, which cannot be archived, so it is not looked up. */
function generalFor(caller: Caller) {
  return { grants: rolesInRooms(caller).map((role) => `${DEFAULT_ROOM}:${role}`), archived: false };
}
