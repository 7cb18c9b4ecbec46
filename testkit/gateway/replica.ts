import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

type Seen = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** A fake replica of a service: records requests, and responds as the test specifies. */
export async function startReplica(name: string) {
  const seen: Seen[] = [];
  const answerName: RequestListener = (_request, response) => response.end(name);
  const replica = {
    seen,
    address: '',
    answerName,
    answer: answerName,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  // Like the services: a body must arrive in time.
  const limits = { headersTimeout: 3_000, requestTimeout: 3_000, connectionsCheckingInterval: 200 };
  const server = createServer(limits, (request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers });
    request.resume().on('end', () => replica.answer(request, response));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  replica.address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return replica;
}

export type Replica = Awaited<ReturnType<typeof startReplica>>;
