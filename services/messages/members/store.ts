import type pg from 'pg';
import type { components } from '../../../generated/types/messages.ts';
import type { Caller } from '../../shared/caller.ts';
import { firstRowOf, rowsOf, type Statement } from '../../shared/database/statement.ts';
import { DEFAULT_ROOM, rightsOf, type Action } from '../rooms/permissions.ts';
import { MAX_MEMBERS, MAX_ROOMS } from '../rooms/room.ts';
import type { Person } from '../rooms/store.ts';

export type Member = components['schemas']['Member'];
type Role = Member['role'];

export type AddOutcome = 'joined' | 'unchanged' | 'unknown' | 'forbidden' | 'archived' | 'full' | 'limit';
export interface RemoveResult {
  outcome: 'removed' | 'unchanged' | 'unknown' | 'forbidden';
  username: string | null;
}
export type ChangeOutcome = 'changed' | 'unchanged' | 'unknown' | 'forbidden' | 'nobody' | 'guest' | 'last';

interface MemberRow extends Person {
  gone: boolean;
  role: Role;
  joined_at: Date;
  joined_seq: number;
}

/** A place in the order in which members joined. People joined `general` at one number, so their subs decide. */
export interface Place {
  seq: number;
  sub: string;
}

const MEMBER = `
  m.sub, m.username, m.guest, m.role, m.joined_at, m.joined_seq, coalesce(p.gone, false) AS gone
  FROM memberships AS m LEFT JOIN direct_people AS p ON p.room = m.room AND p.sub = m.sub`;

/** Each statement is a transaction of its own: nothing holds the log's lock across a round trip. */
const statements = {
  list: {
    name: 'list-members',
    text: `
      SELECT ${MEMBER} WHERE m.room = $1 AND (m.joined_seq, m.sub) > ($2, $3::uuid)
      ORDER BY m.joined_seq, m.sub LIMIT $4`,
  },
  one: { name: 'one-member', text: `SELECT ${MEMBER} WHERE m.room = $1 AND m.sub = $2` },
  add: { name: 'add-member', text: 'SELECT add_member($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) AS outcome' },
  remove: { name: 'remove-member', text: 'SELECT outcome, username FROM remove_member($1, $2, $3, $4, $5, $6)' },
  change: { name: 'change-role', text: 'SELECT change_role($1, $2, $3, $4, $5, $6, $7) AS outcome' },
  // Memberships of direct rooms do not end: there the table of their people says who is gone.
  subsAfter: {
    name: 'subs-after',
    text: `
      (
        SELECT DISTINCT m.sub FROM memberships AS m JOIN chat_rooms AS r ON r.id = m.room AND r.kind <> 'direct'
        WHERE m.sub > $1 ORDER BY m.sub LIMIT $2
      )
      UNION
      (SELECT DISTINCT sub FROM direct_people WHERE sub > $1 AND NOT gone ORDER BY sub LIMIT $2)
      ORDER BY sub LIMIT $2`,
  },
  // Of direct rooms those too who do not see it yet.
  peopleOf: {
    name: 'people-of',
    text: `
      SELECT other.sub FROM memberships AS mine JOIN memberships AS other ON other.room = mine.room
      WHERE mine.sub = $1 AND mine.room <> '${DEFAULT_ROOM}'
      UNION
      SELECT other.sub FROM memberships AS mine JOIN direct_people AS other ON other.room = mine.room WHERE mine.sub = $1
      LIMIT $2`,
  },
  leaveAll: { name: 'leave-all-rooms', text: 'SELECT leave_all_rooms($1)' },
} satisfies Record<string, Statement>;

/** Smaller than every sub. */
export const NO_SUB = '00000000-0000-0000-0000-000000000000';

/** Reads and changes who is in a room. Every method throws `unavailable` if the database is unreachable. */
export class MemberStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Members in the order in which they joined, each with its place. */
  async list(room: string, after: Place, limit: number): Promise<{ member: Member; place: Place }[]> {
    const rows = await rowsOf<MemberRow & pg.QueryResultRow>(this.#pool, statements.list, [
      room,
      after.seq,
      after.sub,
      limit,
    ]);
    return rows.map((row) => ({ member: toMember(row), place: { seq: row.joined_seq, sub: row.sub } }));
  }

  /** Undefined if the person is not a member. */
  async one(room: string, sub: string): Promise<Member | undefined> {
    const [row] = await rowsOf<MemberRow & pg.QueryResultRow>(this.#pool, statements.one, [room, sub]);
    return row && toMember(row);
  }

  /** @param action what the actor must be allowed */
  async add(room: string, { sub, username, guest }: Person, actor: Caller, action: Action): Promise<AddOutcome> {
    const values = [room, sub, username, guest, ...rightsOf(actor, action), MAX_MEMBERS, MAX_ROOMS];
    return (await firstRowOf<{ outcome: AddOutcome }>(this.#pool, statements.add, values)).outcome;
  }

  /** @param action what the actor must be allowed */
  async remove(room: string, sub: string, actor: Caller, action: Action): Promise<RemoveResult> {
    const values = [room, sub, ...rightsOf(actor, action)];
    return firstRowOf<RemoveResult & pg.QueryResultRow>(this.#pool, statements.remove, values);
  }

  /** The first people of any room after one, by their subs, but those known to be gone. */
  async subsAfter(after: string | undefined, limit: number): Promise<string[]> {
    const rows = await rowsOf<{ sub: string }>(this.#pool, statements.subsAfter, [after ?? NO_SUB, limit]);
    return rows.map(({ sub }) => sub);
  }

  /** Those who share a room with a person, `general` aside, and the person; limited to as many as a room may have. */
  async peopleOf(sub: string): Promise<string[]> {
    const rows = await rowsOf<{ sub: string }>(this.#pool, statements.peopleOf, [sub, MAX_MEMBERS]);
    return rows.map((row) => row.sub);
  }

  /** Somebody who is gone for good leaves all rooms; direct ones show it. */
  async leaveAll(sub: string): Promise<void> {
    await rowsOf(this.#pool, statements.leaveAll, [sub]);
  }

  async changeRole(room: string, sub: string, role: Role, actor: Caller): Promise<ChangeOutcome> {
    const values = [room, sub, role, ...rightsOf(actor, 'member.change')];
    return (await firstRowOf<{ outcome: ChangeOutcome }>(this.#pool, statements.change, values)).outcome;
  }
}

function toMember({ sub, username, guest, gone, role, joined_at }: MemberRow): Member {
  return { sub, username, guest, gone, role, joinedAt: joined_at.toISOString() };
}
