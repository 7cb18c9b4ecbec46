import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';
import { skeletons } from '../../shared/text/skeletons.ts';
import { after, NAME_HOLD } from '../lifetimes.ts';
import { PERSON, type Person } from '../person.ts';
import type { SessionChanges } from '../sessions/store.ts';

const ACTIVE = { disabledAt: null, disabledHash: null, administrator: false, deletedAt: null, invite: null };
const EXISTING = 'deleted_at IS NULL';

/** Reads accounts and guests alike. */
export class PeopleStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  list(afterSub: string | undefined, limit: number): Promise<Person[]> {
    return queryRows<Person>(this.#pool, {
      text: `SELECT ${PERSON} FROM people WHERE ${EXISTING} AND ($1::uuid IS NULL OR sub > $1) ORDER BY sub LIMIT $2`,
      values: [afterSub, limit],
    });
  }

  find(subs: readonly string[]): Promise<Person[]> {
    return queryRows<Person>(this.#pool, {
      text: `SELECT ${PERSON} FROM people WHERE ${EXISTING} AND sub = ANY ($1::uuid[]) ORDER BY sub`,
      values: [subs],
    });
  }
}

/** Changes to people and the locks that make them safe across replicas: see `IdentityTransaction`. */
export class PeopleChanges {
  readonly #client: pg.PoolClient;
  readonly #sessions: SessionChanges;

  constructor(client: pg.PoolClient, sessions: SessionChanges) {
    this.#client = client;
    this.#sessions = sessions;
  }

  /** Prevents others from taking this name, existing or not, until the transaction ends. */
  async lockName(nameKey: string): Promise<void> {
    await this.#client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [nameKey]);
  }

  /**
   * A different name or display name in use that is confusable with this one. Prevents others from taking a confusable
   * one until the transaction ends. Call it after locking the name and people, never before: this order prevents deadlocks.
   */
  async lookalike(
    { username, nameKey, except }: { username: string; nameKey: string; except: string[] },
    now: Date,
  ): Promise<string | undefined> {
    const looks = skeletons(username);
    // Locked in one order, so that two transactions never wait for each other.
    await this.#client.query(
      `SELECT pg_advisory_xact_lock(lock) FROM (
         SELECT DISTINCT hashtextextended(look, 1) AS lock FROM unnest($1::text[]) AS look ORDER BY lock
       ) AS locks`,
      [looks],
    );
    const { rows } = await this.#client.query<{ name: string | null }>(
      'SELECT find_lookalike($1, $2, $3, $4) AS name',
      [looks, nameKey, except, now],
    );
    return rows[0]?.name ?? undefined;
  }

  /** Locks and returns the name's holder, the owners of the sessions, and the person with this sub. */
  async lock({ nameKey, sids = [], sub }: { nameKey?: string; sids?: string[]; sub?: string }): Promise<Person[]> {
    const { rows } = await this.#client.query<Person>(
      `SELECT ${PERSON} FROM people
       WHERE sub IN (SELECT sub FROM people WHERE name_key = $1 UNION SELECT sub FROM sessions WHERE sid = ANY ($2)
         UNION SELECT $3::uuid)
       ORDER BY sub FOR UPDATE`,
      [nameKey, sids, sub],
    );
    return rows;
  }

  /** @param invite by which the guest came; null without one */
  async addGuest(
    guest: Pick<Person, 'sub' | 'username' | 'nameKey'>,
    now: Date,
    invite: string | null = null,
  ): Promise<Person> {
    return this.#addPerson({ ...ACTIVE, ...guest, invite, passwordHash: null, heldUntil: after(now, NAME_HOLD) });
  }

  async addAccount(
    account: Pick<Person, 'sub' | 'username' | 'nameKey'>,
    passwordHash: string,
    by: Partial<Pick<Person, 'administrator' | 'invite'>> = {},
  ): Promise<Person> {
    return this.#addPerson({ ...ACTIVE, ...account, ...by, passwordHash, heldUntil: null });
  }

  /** How many accounts an invite has made. No other is made with it until the transaction ends. */
  async countAccountsOf(invite: string): Promise<number> {
    await this.#client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 2))', [invite]);
    const { rows } = await this.#client.query<{ count: number }>(
      'SELECT count(*)::integer AS count FROM people WHERE invite = $1 AND password_hash IS NOT NULL',
      [invite],
    );
    return rows[0]?.count ?? 0;
  }

  /** Ends all sessions and removes the person, which frees the name. */
  async remove(sub: string): Promise<void> {
    await this.#sessions.endAll(sub);
    await this.#client.query('DELETE FROM people WHERE sub = $1', [sub]);
  }

  async #addPerson(person: Person): Promise<Person> {
    const { sub, username, nameKey, passwordHash, heldUntil, administrator, invite } = person;
    await this.#client.query(
      `INSERT INTO people (sub, username, name_key, password_hash, held_until, skeletons, administrator, invite)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [sub, username, nameKey, passwordHash, heldUntil, skeletons(username), administrator, invite],
    );
    return person;
  }
}
