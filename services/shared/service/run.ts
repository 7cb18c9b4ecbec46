import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import type { Express } from 'express';
import type { ServiceName } from '../../services.ts';
import { ConfigError } from './environment.ts';
import { createExpressServer } from '../http/patches/express-prototypes.ts';
import { warmUp } from '../http/warm-up.ts';
import type { Logger } from '../logging/logger.ts';

/** A wired service that does not listen yet. */
export interface Service {
  spec: ServiceName;
  app: Express;
  /** First step of stopping: closes streams, which would keep connections open. New requests are still answered. */
  drain(): void;
  /** Last step: completes pending work and closes database connections. */
  close(): Promise<void>;
}

export interface RunningService {
  /** The port it listens on. */
  port: number;
  stop(): Promise<void>;
}

/** Time for in-flight requests to finish; the process exits within 10 s. */
const DRAIN_MS = 7_000;
/** Clients open connections in advance: time for the first request on a connection without any. */
const SILENT_MS = 1_000;
/** Delay before idle connections are closed, so that requests already sent on them are answered. */
const IDLE_MS = 300;

/**
 * Listens, and warms up the validator.
 *
 * @param standIn a listening server whose port is taken over without refusing connections
 */
export async function listen(
  service: Service,
  host: string,
  port: number,
  standIn?: NetServer,
): Promise<RunningService> {
  const server = createExpressServer(service.app);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await bind(server, host, port, standIn);
  const address = server.address() as AddressInfo;
  const loopback = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  await warmUp(service.spec, `http://${loopback}:${address.port}`);
  return {
    port: address.port,
    stop: async () => {
      const closed = once(server, 'close');
      // Stops accepting connections. http.Server's `close` would also close the idle ones at once.
      NetServer.prototype.close.call(server);
      service.drain();
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
      // Node does not count connections without a request as idle.
      const silent = setTimeout(() => {
        for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
      }, SILENT_MS);
      const force = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
      await closed;
      clearInterval(idle);
      clearTimeout(silent);
      clearTimeout(force);
      await service.close();
    },
  };
}

/** Throws ConfigError if the port is taken. */
export async function bind(server: NetServer, host: string, port: number, standIn?: NetServer): Promise<void> {
  if (standIn) server.listen(standIn);
  else server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new ConfigError(
      `Port ${port} of ${host} cannot be used (${code}). Stop the program that has it, or set another one.`,
    );
  });
}

/** Reads the settings; on an invalid one prints one line to standard error and exits with code 1. */
export function settingsOrExit<Config>(read: () => Config): Config {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    writeSync(process.stderr.fd, `${error.message}\n`);
    process.exit(1);
  }
}

/**
 * Runs a service's process. It stops gracefully, with exit code 0, on SIGTERM, SIGINT, SIGHUP, the message `stop` from
 * its parent, or the loss of that parent; `start` ends early when its signal is aborted. An invalid setting prints one
 * line to standard error and exits with code 1.
 */
export async function runProcess(
  logger: Logger,
  start: (signal: AbortSignal) => Promise<RunningService>,
): Promise<void> {
  // V8 decides once, during warm-up, which objects to pretenure. In about one of seven processes it chooses per-request
  // objects, which doubles the garbage collector's work for the life of the process.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const stopping = new AbortController();
  const started = start(stopping.signal);
  const stop = (why: string) => {
    // npm and terminals send the signal twice; ignore the second.
    if (stopping.signal.aborted) return;
    stopping.abort();
    logger.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), 10_000).unref();
    started
      // An aborted start leaves nothing to stop.
      .then(
        (service) => service.stop(),
        () => undefined,
      )
      .then(
        () => process.exit(0),
        (err: unknown) => {
          logger.error({ err }, 'could not stop gracefully');
          process.exit(1);
        },
      );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  process.on('message', (message) => {
    if (message === 'stop') stop('requested by the parent process');
  });
  process.on('disconnect', () => stop('lost the parent process'));
  try {
    const { port } = await started;
    logger.info({ port }, 'ready');
    if (process.connected) process.send?.({ port });
  } catch (error) {
    if (stopping.signal.aborted) return;
    if (!(error instanceof ConfigError)) logger.error({ err: error }, 'could not start');
    const message = error instanceof Error ? error.message : String(error);
    process.stderr.write(`${message}\n`, () => process.exit(1));
  }
}
