import type { operations } from '../../generated/types/users.ts';
import { Listener } from '../shared/database/listener.ts';
import { createPool } from '../shared/database/pool.ts';
import { createApp } from '../shared/http/pipeline.ts';
import { closeEndedStreams } from '../shared/identity/stream-sessions.ts';
import { SESSION_ENDED, Verifier } from '../shared/identity/verifier.ts';
import type { Logger } from '../shared/logging/logger.ts';
import { Metrics } from '../shared/service/metrics.ts';
import { RateLimiter } from '../shared/limits/rate-limit.ts';
import { Readiness } from '../shared/service/readiness.ts';
import type { Service } from '../shared/service/run.ts';
import { StreamRegistry } from '../shared/streams/registry.ts';
import type { Config } from './config.ts';
import { createHandlers } from './handlers.ts';
import { Presence } from './presence/presence.ts';
import { TIMING, type PresenceTiming } from './presence/timing.ts';
import { PRESENCE_CHANGED, Store } from './store.ts';

export interface Dependencies {
  config: Config;
  logger: Logger;
  timing?: PresenceTiming;
}

/** Creates user-service, which follows who is online. The database must be migrated. */
export async function createUserService({ config, logger, timing = TIMING }: Dependencies): Promise<Service> {
  const pool = createPool(config.databaseUrl, 'user-service', logger);
  const listener = new Listener(config.databaseUrl, [SESSION_ENDED, PRESENCE_CHANGED], logger);
  const metrics = new Metrics();
  const readiness = new Readiness(pool, listener);
  const limiter = new RateLimiter(pool);
  const streams = new StreamRegistry(config.streams);
  const verifier = new Verifier(config.authUrl, listener);
  closeEndedStreams(streams, listener, verifier, logger);
  const store = new Store(pool);
  const presence = new Presence({ store, listener, streams, logger, timing });
  metrics.gauge('streams_open', 'Streams that this replica holds.', () => streams.size);
  metrics.gauge('people_online', 'People online, as this replica knows it.', () => presence.count);

  const close = async () => {
    limiter.stop();
    await presence.stop().catch((err: unknown) => {
      logger.warn({ err }, 'who left with this replica is offline when its lease has expired');
    });
    await listener.stop();
    await pool.end();
  };
  // Before the app: it compiles the contract, which keeps this process from hearing the database for a while.
  try {
    await listener.start(pool);
    await presence.start();
  } catch (error) {
    // It is tried again if the database is out of reach: nothing of this try may stay.
    await close();
    throw error;
  }
  const app = createApp<operations>({
    spec: 'users',
    handlers: createHandlers({
      service: 'user-service',
      metrics,
      checkReady: readiness.check,
      store,
      presence,
      streams,
      limiter,
      opening: config.opening,
      timing,
    }),
    authenticate: verifier.authenticate,
    requestLimit: config.requestLimit,
    logger,
    metrics,
    validateResponses: !config.production,
    trustProxy: config.trustProxy,
    publicHosts: config.publicHosts,
    isDraining: readiness.isDraining,
  });
  return {
    spec: 'users',
    app,
    drain: () => {
      readiness.drain();
      streams.closeAll();
    },
    close,
  };
}
