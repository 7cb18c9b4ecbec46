import type { Logger } from '../shared/log.ts';
import type { Store } from './store.ts';

const EVERY_MS = 10 * 60_000;

/** What holds rows that expire. */
interface Expiring {
  deleteExpired: (now: Date) => Promise<void>;
}

/**
 * Deletes what has expired now and then, and fills in what an earlier release does not know. Replicas do not disturb
 * each other: they skip what another one deletes.
 *
 * @returns what stops it
 */
export function keepHouse(store: Store, expiring: readonly Expiring[], now: () => Date, logger: Logger): () => void {
  const clean = () =>
    Promise.all(expiring.map((each) => each.deleteExpired(now()))).catch((err: unknown) => {
      logger.warn({ err }, 'what has expired could not be deleted this time');
    });
  const fill = () =>
    store.fillSkeletons().catch((err: unknown) => {
      logger.warn({ err }, 'what names look like could not be filled in this time');
    });
  void fill();
  const timer = setInterval(() => void clean().then(fill), EVERY_MS * (0.5 + Math.random())).unref();
  return () => clearInterval(timer);
}
