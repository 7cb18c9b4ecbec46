import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { baseUrl } from './environment.ts';
import { STREAMS } from './streams.ts';

export interface Proxy {
  port: number;
  /** Drops what the server sends on the streams that are open now, and closes nothing. Returns their number. */
  silenceStreams: () => number;
  stop: () => Promise<void>;
}

/** A TCP proxy in front of the chat, whose connections can become half-open, as after a sleep. */
export async function startProxy(): Promise<Proxy> {
  const { hostname, port } = new URL(baseUrl);
  const sockets = new Set<Socket>();
  const streams = new Set<Socket>();
  const silent = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(port || 80), hostname.replace(/^\[|\]$/g, ''));
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('close', () => {
        to.destroy();
        sockets.delete(from);
        streams.delete(from);
      });
    }
    client.on('data', (data) => {
      const path = /^GET ([^ ?]+)/.exec(data.toString('latin1'))?.[1];
      if (path !== undefined && STREAMS.includes(path)) streams.add(client);
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (!silent.has(client)) client.write(data);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    silenceStreams: () => {
      for (const client of streams) silent.add(client);
      return streams.size;
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
