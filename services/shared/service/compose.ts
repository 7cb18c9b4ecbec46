import type pg from 'pg';
import { SERVICES, type ServiceName } from '../../services.ts';
import { Listener } from '../database/listener.ts';
import { createPool } from '../database/pool.ts';
import type { Handlers } from '../http/contract.ts';
import { operationsHandlers } from '../http/operations.ts';
import { createApp } from '../http/pipeline.ts';
import type { Authenticate } from '../caller.ts';
import { closeEndedStreams } from '../identity/stream-sessions.ts';
import { SESSION_ENDED, Verifier } from '../identity/verifier.ts';
import { RateLimiter } from '../limits/rate-limit.ts';
import type { AuditLine } from '../logging/audit.ts';
import type { Logger } from '../logging/logger.ts';
import type { StreamOpenings } from '../streams/open.ts';
import { StreamRegistry } from '../streams/registry.ts';
import type { ServiceConfig, StreamingConfig } from './config.ts';
import type { Service } from './listen.ts';
import { Metrics } from '../metrics.ts';
import { Readiness } from './readiness.ts';

/** What every service is made of. */
export interface Parts {
  pool: pg.Pool;
  metrics: Metrics;
  limiter: RateLimiter;
}

/** What a service with streams is made of. */
export interface StreamingParts extends Parts, StreamOpenings {
  listener: Listener;
}

type SharedOperations = keyof ReturnType<typeof operationsHandlers>;

/** The handlers of a service, but for those common to all services. */
export type OwnHandlers<Operations> = Omit<Handlers<Operations>, SharedOperations>;

/** What a service adds. */
export interface OwnParts<Operations> {
  handlers: OwnHandlers<Operations>;
  /** Operations with their own limit, not counted by `requestLimit`. */
  ownLimit?: readonly string[];
  /** Receives the audit log's lines, to store them. */
  keepAudit?: (line: AuditLine) => void;
  /** Called before the service listens, once notifications arrive. */
  start?: () => Promise<void>;
  /** Completes pending work, while the database connections are still open. */
  stop?: () => void | Promise<void>;
}

interface Setup<Config> {
  service: ServiceName;
  config: Config;
  logger: Logger;
}

interface StreamingSetup extends Setup<StreamingConfig> {
  /** The database's channels that the service listens to. */
  channels: readonly string[];
}

/** Builds a service that authenticates callers itself and has no streams. The database must already be migrated. */
export function composeService<Operations>(
  setup: Setup<ServiceConfig>,
  wire: (parts: Parts) => OwnParts<Operations> & { authenticate: Authenticate },
): Promise<Service> {
  const parts = createParts(setup);
  const own = wire(parts);
  return assemble(setup, parts, own, own.authenticate);
}

/** Builds a service that has streams and asks auth-service about tokens. The database must already be migrated. */
export function composeStreamingService<Operations>(
  setup: StreamingSetup,
  wire: (parts: StreamingParts) => OwnParts<Operations>,
): Promise<Service> {
  const { config, logger, channels } = setup;
  const listener = new Listener(config.databaseUrl, [SESSION_ENDED, ...channels], logger);
  const verifier = new Verifier(config.authUrl, listener);
  const streams = new StreamRegistry(config.streams);
  closeEndedStreams(streams, listener, verifier, logger);
  const parts = { ...createParts(setup), listener, streams, opening: config.opening };
  parts.metrics.gauge('streams_open', 'Streams that this replica holds.', () => streams.size);
  return assemble(setup, parts, wire(parts), verifier.authenticate);
}

function createParts({ service, config, logger }: Setup<ServiceConfig>): Parts {
  const pool = createPool(config.databaseUrl, SERVICES[service].process, logger);
  return { pool, metrics: new Metrics(), limiter: new RateLimiter(pool) };
}

async function assemble<Operations>(
  { service, config, logger }: Setup<ServiceConfig>,
  { pool, metrics, limiter, listener, streams }: Parts & Partial<StreamingParts>,
  own: OwnParts<Operations>,
  authenticate: Authenticate,
): Promise<Service> {
  const readiness = new Readiness(pool, listener);
  const close = async () => {
    await own.stop?.();
    limiter.stop();
    await listener?.stop();
    await pool.end();
  };
  // Before the app: compiling the contract blocks the event loop, and with it the database's answers, for a while.
  try {
    await listener?.start(pool);
    await own.start?.();
  } catch (error) {
    // The caller retries if the database is unreachable: release everything that this attempt opened.
    await close();
    throw error;
  }
  const shared = operationsHandlers({
    service: SERVICES[service].process,
    metrics,
    checkReady: readiness.check,
  });
  const app = createApp<Operations>({
    spec: service,
    // Together they are all: `SharedOperations` is what `own.handlers` may leave out.
    handlers: { ...own.handlers, ...shared } as Handlers<Operations>,
    authenticate,
    requestLimit: config.requestLimit,
    ...(own.ownLimit ? { ownLimit: own.ownLimit } : {}),
    ...(own.keepAudit ? { keepAudit: own.keepAudit } : {}),
    logger,
    metrics,
    validateResponses: !config.production,
    trustProxy: config.trustProxy,
    publicHosts: config.publicHosts,
    isDraining: readiness.isDraining,
  });
  return {
    spec: service,
    app,
    drain: () => {
      readiness.drain();
      streams?.closeAll();
    },
    close,
  };
}
