import { once } from 'node:events';
import { writeSync } from 'node:fs';
import { Server as NetServer, type AddressInfo, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import type { Express } from 'express';
import { ConfigError } from './environment.ts';
import { createExpressServer } from './http/fast-express.ts';
import type { SpecName } from './http/spec.ts';
import { warmUp } from './http/warm-up.ts';
import type { Logger } from './log.ts';

/** A wired service that listens nowhere yet. */
export interface Service {
  spec: SpecName;
  app: Express;
  /** The first step of stopping: end what would keep connections open (streams). New requests still get answers. */
  drain(): void;
  /** The last step: what is under way is finished, connections to the database are closed. */
  close(): Promise<void>;
}

export interface RunningService {
  /** The port it listens on. */
  port: number;
  stop(): Promise<void>;
}

/** In-flight requests get so long to finish; the process is gone within 10 s. */
const DRAIN_MS = 7_000;
/** Clients open connections in advance. One that has brought no request may still bring it for so long. */
const SILENT_MS = 1_000;
/** Idle connections are closed only then: a request may be on its way on any of them, and is still answered. */
const IDLE_MS = 300;

/**
 * Listens, and warms up. Until it resolves `/ready` is not asked for: the port is not known yet.
 *
 * @param standIn a server that listens already; its port is taken over, so that no connection is refused meanwhile
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
      // Takes no new connections. An HTTP server's own `close` would break the idle ones at once.
      NetServer.prototype.close.call(server);
      service.drain();
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_MS);
      // Node does not count these as idle.
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

/** A process's first step. A bad setting is one line on standard error, exit code 1. */
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
 * A service's process: starts (`start` ends early when its signal is aborted), stops gracefully when asked (SIGTERM, SIGINT, SIGHUP, the message `stop` of a parent, or the
 * loss of that parent), exit code 0. A bad setting is one line on standard error, exit code 1.
 */
export async function runProcess(
  logger: Logger,
  start: (signal: AbortSignal) => Promise<RunningService>,
): Promise<void> {
  // While a process warms up V8 decides once, by chance, which objects it takes for long-lived. In one of seven it takes
  // those of requests for that, and the garbage collector has twice the work for as long as the process runs.
  setFlagsFromString('--no-allocation-site-pretenuring');
  const stopping = new AbortController();
  const started = start(stopping.signal);
  const stop = (why: string) => {
    // npm and terminals send a second signal; it changes nothing.
    if (stopping.signal.aborted) return;
    stopping.abort();
    logger.info({ why }, 'stopping');
    setTimeout(() => process.exit(1), 10_000).unref();
    started
      // A start that was given up has nothing to stop.
      .then(
        (service) => service.stop(),
        () => undefined,
      )
      .then(
        () => process.exit(0),
        (err: unknown) => {
          logger.error({ err }, 'could not stop in order');
          process.exit(1);
        },
      );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  process.on('message', (message) => {
    if (message === 'stop') stop('asked by the parent process');
  });
  process.on('disconnect', () => stop('the parent process is gone'));
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
