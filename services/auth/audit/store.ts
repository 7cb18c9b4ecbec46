import type pg from 'pg';
import { orUnavailable, queryRows } from '../../shared/database/pool.ts';
import type { AuditLine } from '../../shared/logging/audit.ts';
import { after, AUDIT_LIFETIME } from '../lifetimes.ts';

/** What 30 days hold at most: about 50 MB. */
export const MAX_ENTRIES = 200_000;

/** A line of the audit log and when it was written. */
export interface KeptLine {
  at: Date;
  entry: AuditLine;
}

/** The stored audit log. */
export class AuditStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async append(lines: readonly KeptLine[]): Promise<void> {
    await orUnavailable(() =>
      this.#pool.query(
        `INSERT INTO audit_log (at, entry)
         SELECT at, entry FROM unnest($1::timestamptz[], $2::jsonb[]) WITH ORDINALITY AS line (at, entry, place)
         ORDER BY place`,
        [lines.map(({ at }) => at), lines.map(({ entry }) => JSON.stringify(entry))],
      ),
    );
  }

  /** Newest first. */
  list(beforeId: string | undefined, limit: number): Promise<(KeptLine & { id: number })[]> {
    return queryRows(this.#pool, {
      text: `SELECT id, at, entry FROM audit_log WHERE $1::bigint IS NULL OR id < $1 ORDER BY id DESC LIMIT $2`,
      values: [beforeId, limit],
    });
  }

  async deleteExpired(now: Date): Promise<void> {
    await orUnavailable(() => this.#pool.query('DELETE FROM audit_log WHERE at < $1', [after(now, -AUDIT_LIFETIME)]));
    await orUnavailable(() =>
      this.#pool.query(
        'DELETE FROM audit_log WHERE id <= (SELECT id FROM audit_log ORDER BY id DESC OFFSET $1 LIMIT 1)',
        [MAX_ENTRIES],
      ),
    );
  }
}
