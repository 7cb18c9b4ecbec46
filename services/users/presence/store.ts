import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';
import { DETAILS_COLUMNS, type DetailsRow } from '../details.ts';
import type { Person } from '../person.ts';

/** The channel that is notified when `people` changed. It only wakes: listeners read what changed. */
export const PRESENCE_CHANGED = 'presence_changed';

/** A person's newest state. */
export interface PersonState extends Person, DetailsRow {
  displayName: string;
  online: boolean;
  away: boolean;
  seq: number;
}

/** Stands for the replica of those who poll. */
const POLLERS = '00000000-0000-0000-0000-000000000000';
const CLEAN_AT_ONCE = 1_000;

const interval = (milliseconds: number) => `${milliseconds} milliseconds`;

/** Who is online. The SQL functions are in `migrations/`. */
export class PresenceStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** @returns whether the replica was unknown: it is new, or was removed with all its connections */
  async sendHeartbeat(replica: string): Promise<boolean> {
    const [row] = await queryRows<{ created: boolean }>(
      this.#pool,
      `INSERT INTO replica_heartbeats (replica) VALUES ($1) ON CONFLICT (replica) DO UPDATE SET renewed_at = now()
       RETURNING xmax = 0 AS created`,
      [replica],
    );
    return row?.created === true;
  }

  /** Records that these people have streams at this replica. */
  async connectStreams(replica: string, people: Person[]): Promise<void> {
    await queryRows(this.#pool, `SELECT connect($1, 'infinity', $2, $3, $4)`, [
      replica,
      people.map(({ sub }) => sub),
      people.map(({ username }) => username),
      people.map(({ guest }) => guest),
    ]);
  }

  /** Records that they have none any more; they stay online for `graceMs`. */
  async disconnectStreams(replica: string, subs: string[], graceMs: number): Promise<void> {
    await queryRows(
      this.#pool,
      'UPDATE connections SET expires_at = now() + $3::interval WHERE replica = $1 AND sub = ANY ($2)',
      [replica, subs, interval(graceMs)],
    );
  }

  async connect({ sub, username, guest }: Person, forMs: number): Promise<void> {
    await queryRows(this.#pool, 'SELECT connect($1, now() + $2::interval, $3, $4, $5)', [
      POLLERS,
      interval(forMs),
      [sub],
      [username],
      [guest],
    ]);
  }

  /** Renews what `connect` began, if it has not ended. */
  async renewConnect(sub: string, forMs: number): Promise<void> {
    await queryRows(
      this.#pool,
      'UPDATE connections SET expires_at = now() + $3::interval WHERE replica = $1 AND sub = $2',
      [POLLERS, sub, interval(forMs)],
    );
  }

  async disconnect(sub: string): Promise<void> {
    await queryRows(this.#pool, 'SELECT disconnect($1, $2)', [POLLERS, sub]);
  }

  /** Removes expired connections, and those of replicas that have sent no heartbeat for this long. */
  async removeExpiredConnections(timeoutMs: number): Promise<void> {
    await queryRows(this.#pool, 'SELECT remove_expired_connections($1)', [interval(timeoutMs)]);
  }

  /** Records that a person is active, who may be away until then. */
  async renewActivity(sub: string): Promise<void> {
    await queryRows(this.#pool, 'SELECT renew_activity($1)', [sub]);
  }

  /** Marks people who have been idle for this long as away. */
  async markAway(idleMs: number): Promise<void> {
    await queryRows(this.#pool, 'SELECT mark_away($1)', [interval(idleMs)]);
  }

  /** The states newer than a cursor, oldest first: those who came, left or changed. */
  async readPeople(cursor: number, limit: number): Promise<PersonState[]> {
    return queryRows<PersonState>(
      this.#pool,
      `SELECT sub, people.username, people.display_name AS "displayName", people.guest, online, away, seq,
         ${DETAILS_COLUMNS}
       FROM people LEFT JOIN profiles USING (sub) WHERE seq > $1 ORDER BY seq LIMIT $2`,
      [cursor, limit],
    );
  }

  /**
   * Deletes those who left long ago, in batches. Locked rows are skipped: they are in use, and waiting for them could
   * cause a deadlock.
   */
  async deleteOffline(leftBeforeMs: number): Promise<void> {
    await queryRows(
      this.#pool,
      `DELETE FROM people WHERE sub IN (
         SELECT sub FROM people WHERE NOT online AND changed_at < now() - $1::interval
         LIMIT ${CLEAN_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
      [interval(leftBeforeMs)],
    );
  }
}
