import type pg from 'pg';
import { rowsOf, type Statement } from '../../shared/database/statement.ts';
import type { AddressedSignal } from '../events/signals.ts';

/** What a marker becomes, and whose it is. */
export interface Mark {
  sub: string;
  username: string;
  guest: boolean;
  room: string;
  seq: number;
  /** Whether it may move back. */
  unread: boolean;
}

const statements = {
  markRead: { name: 'mark-read', text: 'SELECT seq FROM mark_read($1, $2) ORDER BY item' },
  markAllRead: { name: 'mark-all-read', text: 'SELECT mark_all_read($1, $2)' },
} satisfies Record<string, Statement>;

/** Writes markers and sends signals. Every method throws `unavailable` if the database is unreachable. */
export class ReadingStore {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /**
   * Moves markers, at most one per person and room, and sends signals, in one transaction.
   *
   * @returns the markers in their order; null: the person is not in the room
   */
  async markRead(marks: readonly Mark[], signals: readonly AddressedSignal[]): Promise<(number | null)[]> {
    const values = [JSON.stringify(marks), JSON.stringify(signals)];
    const rows = await rowsOf<{ seq: number | null }>(this.#pool, statements.markRead, values);
    return rows.map(({ seq }) => seq);
  }

  /** Moves all markers of a person forward. */
  async markAllRead(sub: string, seq: number): Promise<void> {
    await rowsOf(this.#pool, statements.markAllRead, [sub, seq]);
  }
}
