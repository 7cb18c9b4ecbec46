import type pg from 'pg';
import type { Listener } from './database/listener.ts';
import { unavailable } from './problem.ts';

/**
 * Whether a service can do its work: it is not stopping, the database answers, and notifications arrive. Migrations
 * are done before a service listens at all.
 */
export class Readiness {
  readonly #pool: pg.Pool;
  readonly #listener: Listener | undefined;
  #draining = false;

  /** @param listener where the service listens to notifications */
  constructor(pool: pg.Pool, listener?: Listener) {
    this.#pool = pool;
    this.#listener = listener;
  }

  readonly isDraining = (): boolean => this.#draining;

  drain(): void {
    this.#draining = true;
  }

  /** Throws `unavailable` where it cannot. */
  readonly check = async (): Promise<void> => {
    if (this.#draining) throw unavailable('The service is stopping.');
    if (this.#listener && !this.#listener.live) throw unavailable('Notifications of the database do not arrive.');
    try {
      await this.#pool.query('SELECT 1');
    } catch (error) {
      throw unavailable('The database is unreachable.', error);
    }
  };
}
