import type pg from 'pg';
import { orUnavailable } from '../shared/database/pool.ts';
import type { Caller } from '../shared/identity/caller.ts';
import { shownName } from './profiles/display-name.ts';

/** The channel that is notified when `people` changed. It only wakes: listeners read what changed. */
export const PRESENCE_CHANGED = 'presence_changed';

/** A person, as their access token names them. */
export interface Person {
  sub: string;
  username: string;
  guest: boolean;
}

/** A person's newest state. */
export interface PersonState extends Person {
  displayName: string;
  online: boolean;
  seq: number;
}

export function personOf({ sub, username, roles }: Caller): Person {
  return { sub, username, guest: roles.includes('guest') };
}

/** The lease of those who poll. */
const POLLERS = '00000000-0000-0000-0000-000000000000';
const CLEAN_AT_ONCE = 1_000;

const interval = (milliseconds: number) => `${milliseconds} milliseconds`;

/** Who is online, and their display names. The only file that knows SQL; the functions are in `migrations/`. */
export class Store {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** @returns whether the lease was gone, and with it everything that was held by it */
  async renewLease(lease: string): Promise<boolean> {
    const [row] = await this.#query<{ created: boolean }>(
      `INSERT INTO leases (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET renewed_at = now()
       RETURNING xmax = 0 AS created`,
      [lease],
    );
    return row?.created === true;
  }

  /** Records the streams that people hold at the replica of this lease. */
  async hold(lease: string, people: Person[]): Promise<void> {
    await this.#query(`SELECT come($1, 'infinity', $2, $3, $4)`, [
      lease,
      people.map(({ sub }) => sub),
      people.map(({ username }) => username),
      people.map(({ guest }) => guest),
    ]);
  }

  /** They hold none any more; they stay online for `graceMs`. */
  async letGo(lease: string, subs: string[], graceMs: number): Promise<void> {
    await this.#query('UPDATE holds SET expires_at = now() + $3::interval WHERE lease = $1 AND sub = ANY ($2)', [
      lease,
      subs,
      interval(graceMs),
    ]);
  }

  async connect({ sub, username, guest }: Person, forMs: number): Promise<void> {
    await this.#query('SELECT come($1, now() + $2::interval, $3, $4, $5)', [
      POLLERS,
      interval(forMs),
      [sub],
      [username],
      [guest],
    ]);
  }

  /** Renews what `connect` began, if it has not ended. */
  async renewConnect(sub: string, forMs: number): Promise<void> {
    await this.#query('UPDATE holds SET expires_at = now() + $3::interval WHERE lease = $1 AND sub = $2', [
      POLLERS,
      sub,
      interval(forMs),
    ]);
  }

  async disconnect(sub: string): Promise<void> {
    await this.#query('SELECT leave($1, $2)', [POLLERS, sub]);
  }

  /** Removes what has expired, and what replicas held whose lease was not renewed for `leaseMs`. */
  async sweep(leaseMs: number): Promise<void> {
    await this.#query('SELECT sweep($1)', [interval(leaseMs)]);
  }

  /** The states newer than a cursor, oldest first: those who came, left or changed. */
  async readPeople(cursor: number, limit: number): Promise<PersonState[]> {
    const people = await this.#query<PersonState>(
      `SELECT sub, username, display_name AS "displayName", guest, online, seq
       FROM people WHERE seq > $1 ORDER BY seq LIMIT $2`,
      [cursor, limit],
    );
    return people.map((person) => ({ ...person, displayName: shownName(person.displayName, person.username) }));
  }

  /** Present if it differs from the name. */
  async displayName(sub: string): Promise<string | undefined> {
    const [profile] = await this.#query<{ display_name: string }>('SELECT display_name FROM profiles WHERE sub = $1', [
      sub,
    ]);
    return profile?.display_name;
  }

  async rename({ sub, username, guest }: Person, displayName: string): Promise<void> {
    await this.#query('SELECT rename_person($1, $2, $3, $4)', [sub, username, guest, displayName]);
  }

  /** Deletes those who left long ago, and the display names of guests whose sessions have ended, in batches. */
  async clean(leftMs: number, guestsMs: number): Promise<void> {
    await this.#delete('people', 'NOT online AND changed_at < now() - $1::interval', leftMs);
    await this.#delete('profiles', 'guest AND seen_at < now() - $1::interval', guestsMs);
  }

  /** Locked rows are skipped: they are in use, and waiting for them could cause a deadlock. */
  async #delete(table: string, condition: string, olderThanMs: number): Promise<void> {
    await this.#query(
      `DELETE FROM ${table} WHERE sub IN
         (SELECT sub FROM ${table} WHERE ${condition} LIMIT ${CLEAN_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      [interval(olderThanMs)],
    );
  }

  async #query<Row extends pg.QueryResultRow>(text: string, values: unknown[]): Promise<Row[]> {
    const { rows } = await orUnavailable(() => this.#pool.query<Row>(text, values));
    return rows;
  }
}
