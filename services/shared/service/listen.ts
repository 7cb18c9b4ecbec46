import { once } from 'node:events';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';
import type { Express } from 'express';
import type { ServiceName } from '../../services.ts';
import { stopAccepting } from '../http/patches/stop-accepting.ts';
import { createExpressServer } from '../http/server.ts';
import { warmUp } from '../http/warm-up.ts';
import { ConfigError } from '../environment.ts';

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
      stopAccepting(server);
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
