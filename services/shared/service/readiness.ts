import type pg from 'pg';
import type { Listener } from '../database/listener.ts';
import { unavailable } from '../problem.ts';

/**
 * A service is ready if it is not stopping, the database answers and notifications arrive. Migrations are complete
 * before it serves requests.
 */
export class Readiness {
  readonly #pool: pg.Pool;
  readonly #listener: Listener | undefined;
  #draining = false;

  /** @param listener if the service receives notifications */
  constructor(pool: pg.Pool, listener?: Listener) {
    this.#pool = pool;
    this.#listener = listener;
  }

  readonly isDraining = (): boolean => this.#draining;

  drain(): void {
    this.#draining = true;
  }

  /** Throws `unavailable` if the service is not ready. */
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
