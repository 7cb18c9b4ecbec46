import type { operations } from '../../generated/types/messages.ts';
import { createPool } from '../shared/database/pool.ts';
import { FairQueue } from '../shared/limits/fair-queue.ts';
import type { Logger } from '../shared/logging/logger.ts';
import { composeStreamingService } from '../shared/service/compose.ts';
import type { Service } from '../shared/service/listen.ts';
import { BatchWriter } from '../shared/log/batch-writer.ts';
import type { Config } from './config.ts';
import { Feed } from '../shared/log/subscription.ts';
import { createHandlers } from './handlers.ts';
import { Rooms } from './rooms/permissions.ts';
import { LogReader } from './events/store.ts';
import { LogWriter } from './messages/store.ts';
import { Sweeper } from './messages/cleared-text-eraser.ts';
import { LOG_GREW, LogTail } from '../shared/log/tail.ts';

/** Concurrent reads of history and event pages: fewer than the pool has connections, so other queries still get one. */
const READS = { atOnce: 8, perPerson: 4, waitingPerPerson: 16, timeoutMs: 3_000 };

export interface Dependencies {
  config: Config;
  logger: Logger;
}

/** Wires message-service and starts its log tail. The database must already be migrated. */
export function createMessageService({ config, logger }: Dependencies): Promise<Service> {
  return composeStreamingService<operations>(
    { service: 'messages', config, logger, channels: [LOG_GREW] },
    ({ pool, metrics, listener, ...openings }) => {
      // Batches and the tail have their own connections, so they never queue behind history reads.
      const batchPool = createPool(config.databaseUrl, 'message-service batches', logger, 1);
      const tailPool = createPool(config.databaseUrl, 'message-service tail', logger, 1);
      const reader = new LogReader(pool);
      const writer = new LogWriter(pool, config.sendLimit);
      const sizes = metrics.histogram('batch_posts', 'Posts stored by one transaction.', [1, 2, 5, 10, 20, 50, 100]);
      const delivered = metrics.counter(
        'events_delivered_total',
        'Events written to streams, counted for each stream.',
      );
      const tail = new LogTail(new LogReader(tailPool), listener, logger, (events) => delivered.inc(events));
      const batches = new BatchWriter(new LogWriter(batchPool, config.sendLimit), {
        onBatch: (posts) => sizes.observe(posts),
        onStored: (messages) => tail.append(messages),
      });
      const sweeper = new Sweeper(writer, logger);
      metrics.gauge('posts_waiting', 'Posts that wait for the next batch.', () => batches.waiting);
      return {
        handlers: createHandlers({
          ...openings,
          reader,
          writer,
          batches,
          rooms: new Rooms(reader),
          feed: new Feed(reader, tail, logger),
          sweeper,
          reads: new FairQueue(READS),
        }),
        // The statement that stores a message or an edit counts it, across replicas.
        ownLimit: ['postMessage', 'editMessage'],
        start: async () => {
          await tail.start();
          sweeper.start();
        },
        stop: async () => {
          await batches.close();
          await sweeper.stop();
          tail.stop();
          await Promise.all([batchPool.end(), tailPool.end()]);
        },
      };
    },
  );
}
