import type { operations } from '../../generated/types/messages.ts';
import { createPool } from '../shared/database/pool.ts';
import { FairQueue } from '../shared/limits/fair-queue.ts';
import { Batcher } from '../shared/database/batcher.ts';
import { LogTail } from '../shared/log/tail.ts';
import type { Logger } from '../shared/logging/logger.ts';
import { composeStreamingService } from '../shared/service/compose.ts';
import type { Service } from '../shared/service/listen.ts';
import type { Config } from './config.ts';
import { createdEvent, subjectsOfEvents } from './events/event.ts';
import { deliverSignals, SIGNALS } from './events/signals.ts';
import { EventStore, LOG_GREW } from './events/store.ts';
import { createHandlers } from './handlers.ts';
import { InviteStore } from './invites/store.ts';
import { ClearedTextEraser } from './messages/cleared-text-eraser.ts';
import { MessageStore, type Post, type PostResult } from './messages/store.ts';
import { scheduleGoneMembers } from './members/gone-members.ts';
import { MemberStore } from './members/store.ts';
import { People } from '../shared/identity/people.ts';
import { SignalBatch } from './reading/signal-batch.ts';
import { ReadingStore } from './reading/store.ts';
import { Permissions } from './rooms/permissions.ts';
import { RoomStore } from './rooms/store.ts';

/** Concurrent reads of history and event pages: fewer than the pool has connections, so other queries still get one. */
const READS = { atOnce: 8, perPerson: 4, waitingPerPerson: 16, timeoutMs: 3_000 };

export interface Dependencies {
  config: Config;
  logger: Logger;
}

/** Wires message-service and starts its log tail. The database must already be migrated. */
export function createMessageService({ config, logger }: Dependencies): Promise<Service> {
  return composeStreamingService<operations>(
    { service: 'messages', config, logger, channels: [LOG_GREW, SIGNALS] },
    ({ pool, metrics, listener, limiter, ...openings }) => {
      // Batches and the tail have their own connections, so they never queue behind history reads.
      const batchPool = createPool(config.databaseUrl, 'message-service batches', logger, 1);
      const tailPool = createPool(config.databaseUrl, 'message-service tail', logger, 1);
      const messages = new MessageStore(pool, config.sendLimit);
      const sizes = metrics.histogram('batch_posts', 'Posts stored by one transaction.', [1, 2, 5, 10, 20, 50, 100]);
      const delivered = metrics.counter(
        'events_delivered_total',
        'Events written to streams, counted for each stream.',
      );
      const tail = new LogTail({
        source: new EventStore(tailPool),
        subjects: subjectsOfEvents,
        listener,
        channel: LOG_GREW,
        logger,
        onDelivery: (events) => delivered.inc(events),
      });
      deliverSignals(listener, tail.people);
      const reading = new ReadingStore(pool);
      const signals = new SignalBatch(reading, logger);
      const batchStore = new MessageStore(batchPool, config.sendLimit);
      const posts = new Batcher<Post, PostResult>((batch) => batchStore.post(batch), {
        queueFull: 'Too many messages wait to be stored.',
        onBatch: (size) => sizes.observe(size),
        onDone: (results) =>
          tail.append(results.flatMap((result) => (result.outcome === 'new' ? [createdEvent(result.message)] : []))),
      });
      const rooms = new RoomStore(pool);
      const members = new MemberStore(pool);
      const people = new People(config.authUrl);
      const stopGoneMembers = scheduleGoneMembers(members, people, logger);
      const eraser = new ClearedTextEraser(messages, logger);
      metrics.gauge('posts_waiting', 'Posts that wait for the next batch.', () => posts.waiting);
      return {
        handlers: createHandlers({
          ...openings,
          permissions: new Permissions(rooms),
          rooms,
          members,
          invites: new InviteStore(pool),
          people,
          limiter,
          messages,
          posts,
          events: new EventStore(pool),
          tail,
          reading,
          signals,
          eraser,
          reads: new FairQueue(READS),
          logger,
        }),
        // The statement that stores a message or an edit counts it, across replicas.
        ownLimit: ['postMessage', 'editMessage'],
        start: async () => {
          await tail.start();
          eraser.start();
        },
        stop: async () => {
          stopGoneMembers();
          await posts.close();
          await signals.close();
          await eraser.stop();
          tail.stop();
          await Promise.all([batchPool.end(), tailPool.end()]);
        },
      };
    },
  );
}
