import type { operations } from '../../generated/types/messages.ts';
import { Listener } from '../shared/database/listener.ts';
import { createPool } from '../shared/database/pool.ts';
import { FairQueue } from '../shared/limits/fair-queue.ts';
import { createApp } from '../shared/http/pipeline.ts';
import { closeEndedStreams } from '../shared/identity/stream-sessions.ts';
import { SESSION_ENDED, Verifier } from '../shared/identity/verifier.ts';
import type { Logger } from '../shared/logging/logger.ts';
import { Metrics } from '../shared/service/metrics.ts';
import { RateLimiter } from '../shared/limits/rate-limit.ts';
import { Readiness } from '../shared/service/readiness.ts';
import type { Service } from '../shared/service/run.ts';
import { StreamRegistry } from '../shared/streams/registry.ts';
import { BatchWriter } from './batch.ts';
import type { Config } from './config.ts';
import { Feed } from './feed.ts';
import { createHandlers } from './handlers.ts';
import { Rooms } from './rooms.ts';
import { LogReader } from './store/log-reader.ts';
import { LogWriter } from './store/log-writer.ts';
import { Sweeper } from './sweeper.ts';
import { LOG_GREW, LogTail } from './tail.ts';

/** Concurrent reads of history and event pages: fewer than the pool has connections, so other queries still get one. */
const READS = { atOnce: 8, perPerson: 4, waitingPerPerson: 16, timeoutMs: 3_000 };

export interface Dependencies {
  config: Config;
  logger: Logger;
}

/** Wires message-service and starts its log tail. The database must already be migrated. */
export async function createMessageService({ config, logger }: Dependencies): Promise<Service> {
  // Batches and the tail have their own connections, so they never queue behind history reads.
  const pool = createPool(config.databaseUrl, 'message-service', logger);
  const batchPool = createPool(config.databaseUrl, 'message-service batches', logger, 1);
  const tailPool = createPool(config.databaseUrl, 'message-service tail', logger, 1);
  const listener = new Listener(config.databaseUrl, [SESSION_ENDED, LOG_GREW], logger);
  const metrics = new Metrics();
  const readiness = new Readiness(pool, listener);
  const verifier = new Verifier(config.authUrl, listener);
  const limiter = new RateLimiter(pool);
  const streams = new StreamRegistry(config.streams);
  const reader = new LogReader(pool);
  const writer = new LogWriter(pool, config.sendLimit);
  const sizes = metrics.histogram('batch_posts', 'Posts stored by one transaction.', [1, 2, 5, 10, 20, 50, 100]);
  const delivered = metrics.counter('events_delivered_total', 'Events written to streams, counted for each stream.');
  const tail = new LogTail(new LogReader(tailPool), listener, logger, (events) => delivered.inc(events));
  const batches = new BatchWriter(new LogWriter(batchPool, config.sendLimit), {
    onBatch: (posts) => sizes.observe(posts),
    onStored: (messages) => tail.append(messages),
  });
  const sweeper = new Sweeper(writer, logger);

  closeEndedStreams(streams, listener, verifier, logger);
  metrics.gauge('streams_open', 'Streams held open.', () => streams.size);
  metrics.gauge('posts_waiting', 'Posts that wait for the next batch.', () => batches.waiting);

  const close = async () => {
    await batches.close();
    await sweeper.stop();
    tail.stop();
    limiter.stop();
    await listener.stop();
    await Promise.all([pool, batchPool, tailPool].map((each) => each.end()));
  };
  // Before the app: compiling the contract blocks the event loop, and with it the database's answers, for a while.
  try {
    await listener.start(pool);
    await tail.start();
  } catch (error) {
    // The caller retries if the database is unreachable: release everything that this attempt opened.
    await close();
    throw error;
  }
  const app = createApp<operations>({
    spec: 'messages',
    handlers: createHandlers({
      operations: { service: 'message-service', metrics, checkReady: readiness.check },
      reader,
      writer,
      batches,
      rooms: new Rooms(reader),
      feed: new Feed(reader, tail, logger),
      sweeper,
      streams,
      limiter,
      opening: config.opening,
      reads: new FairQueue(READS),
    }),
    authenticate: verifier.authenticate,
    requestLimit: config.requestLimit,
    // The statement that stores a message or an edit counts it, across replicas.
    ownLimit: ['postMessage', 'editMessage'],
    logger,
    metrics,
    validateResponses: !config.production,
    trustProxy: config.trustProxy,
    publicHosts: config.publicHosts,
    isDraining: readiness.isDraining,
  });

  sweeper.start();
  return {
    spec: 'messages',
    app,
    drain: () => {
      readiness.drain();
      streams.closeAll();
    },
    close,
  };
}
