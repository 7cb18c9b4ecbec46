import type { Logger } from '../../shared/logging/logger.ts';
import type { AccountStore } from '../accounts/store.ts';

const EVERY_MS = 10 * 60_000;

/** A store with rows that expire. */
interface Expiring {
  deleteExpired: (now: Date) => Promise<void>;
}

/**
 * Periodically deletes expired rows and fills in columns unknown to the previous release. Replicas do not block each
 * other: they skip rows that another one is deleting.
 *
 * @returns a function that stops it
 */
export function scheduleSessionCleanup(
  accounts: AccountStore,
  expiring: readonly Expiring[],
  now: () => Date,
  logger: Logger,
): () => void {
  const clean = () =>
    Promise.all(expiring.map((each) => each.deleteExpired(now()))).catch((err: unknown) => {
      logger.warn({ err }, 'could not delete expired rows; retrying later');
    });
  const fill = () =>
    accounts.fillSkeletons().catch((err: unknown) => {
      logger.warn({ err }, 'could not fill in skeletons of names; retrying later');
    });
  void fill();
  const timer = setInterval(() => void clean().then(fill), EVERY_MS * (0.5 + Math.random())).unref();
  return () => clearInterval(timer);
}
