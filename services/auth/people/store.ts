import type pg from 'pg';
import { queryRows } from '../../shared/database/pool.ts';
import { PERSON, type Person } from '../store.ts';

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
