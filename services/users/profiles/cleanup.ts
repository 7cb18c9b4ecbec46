import type { Logger } from '../../shared/logging/logger.ts';
import { runPeriodically } from '../../shared/service/periodic.ts';
import { reconcilePeople, type ReconciledWith } from './reconcile-people.ts';

const INTERVAL_MS = 5 * 60_000;

/**
 * Periodically compares the profiles with who exists. Every replica does it; what one has done is nothing to the next.
 *
 * @returns a function that stops it
 */
export function scheduleProfileCleanup(parts: ReconciledWith, logger: Logger): () => void {
  return runPeriodically(() => reconcilePeople(parts), {
    intervalMs: INTERVAL_MS,
    atStart: true,
    failure: 'could not compare profiles with who exists; retrying later',
    logger,
  });
}
