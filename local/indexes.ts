import { INDEXES } from '../services/messages/indexes.ts';
import { buildIndexes } from '../services/shared/database/indexes.ts';
import { reasonOf } from '../services/shared/database/retry.ts';

/**
 * Starts to build the indexes that are no migrations, while the services run: they need none of them to start.
 *
 * @param migrationUrl the owner's of message-service's tables
 * @param log called if it fails
 * @returns a function that gives up the build if it is not done
 */
export function startIndexBuild(migrationUrl: string, log: (line: string) => void): () => Promise<void> {
  const stopping = new AbortController();
  const building = buildIndexes(migrationUrl, 'messages', INDEXES, stopping).catch((error: unknown) => {
    if (stopping.signal.aborted) return;
    log(
      `An index could not be built, so resuming in a quiet room may be slow until the next start: ${reasonOf(error)}`,
    );
  });
  return async () => {
    stopping.abort();
    await building;
  };
}
