import type { Logger } from '../../shared/logging/logger.ts';
import { runPeriodically } from '../../shared/service/periodic.ts';
import { completeSkeletons } from './name-index.ts';
import type { ProfileStore } from './store.ts';

const INTERVAL_MS = 60_000;
/** A guest's session ends 30 days after it was last used. */
const GUESTS_MS = 31 * 24 * 60 * 60_000;

/**
 * Periodically deletes the profiles of guests whose sessions have ended, and adds the skeletons of those who came.
 *
 * @returns a function that stops it
 */
export function scheduleProfileCleanup(store: ProfileStore, logger: Logger): () => void {
  const work = async () => {
    await store.deleteGuests(GUESTS_MS);
    await completeSkeletons(store);
  };
  return runPeriodically(work, {
    intervalMs: INTERVAL_MS,
    atStart: true,
    failure: 'could not clean up profiles; retrying later',
    logger,
  });
}
