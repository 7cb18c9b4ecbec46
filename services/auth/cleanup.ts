import type { Logger } from '../shared/logging/logger.ts';
import { runPeriodically } from '../shared/service/periodic.ts';
import type { AccountStore } from './accounts/store.ts';

const INTERVAL_MS = 10 * 60_000;

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
  const stops = [
    runPeriodically(() => Promise.all(expiring.map((each) => each.deleteExpired(now()))), {
      intervalMs: INTERVAL_MS,
      failure: 'could not delete expired rows; retrying later',
      logger,
    }),
    runPeriodically(() => accounts.fillSkeletons(), {
      intervalMs: INTERVAL_MS,
      atStart: true,
      failure: 'could not fill in skeletons of names; retrying later',
      logger,
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
