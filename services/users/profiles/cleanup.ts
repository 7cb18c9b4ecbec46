import type { Logger } from '../../shared/logging/logger.ts';
import { runPeriodically } from '../../shared/service/periodic.ts';
import type { ProfileStore } from './store.ts';

const INTERVAL_MS = 60_000;
/** A guest's session ends 30 days after it was last used. */
const GUESTS_MS = 31 * 24 * 60 * 60_000;

/**
 * Periodically deletes the display names of guests whose sessions have ended.
 *
 * @returns a function that stops it
 */
export function scheduleProfileCleanup(store: ProfileStore, logger: Logger): () => void {
  return runPeriodically(() => store.deleteGuests(GUESTS_MS), {
    intervalMs: INTERVAL_MS,
    failure: 'could not delete display names of former guests; retrying later',
    logger,
  });
}
