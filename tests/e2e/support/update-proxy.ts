import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { baseUrl } from './environment.ts';

export interface UpdateProxy {
  port: number;
  /** The page's script before and after the update. */
  scripts: { before: string; after: string };
  /** From now on the server has only the next build, whose script has another name and content. */
  update: () => void;
  stop: () => Promise<void>;
}

const sha256 = (content: string) => `sha256-${createHash('sha256').update(content).digest('base64')}`;
const load = async (path: string) => (await fetch(`${baseUrl}${path}`)).text();

/** A proxy in front of the chat that can change the page's build. */
export async function startUpdateProxy(): Promise<UpdateProxy> {
  const [page, worker] = await Promise.all([load('/'), load('/service-worker.js')]);
  const before = /"(\/assets\/index-[^"]+\.js)"/.exec(page)?.[1] ?? '';
  const after = before.replace(/\.js$/, '-next.js');
  const script = await load(before);
  const next = new Map([
    ['/', page.replace(before, after)],
    [after, `${script}\n// The next build`],
  ]);
  const changed = (content: string, path: string) =>
    content.replace(sha256(path === after ? script : page), sha256(next.get(path) ?? ''));
  next.set(
    '/service-worker.js',
    changed(changed(worker, '/'), after)
      .replace(before, after)
      .replace(/"id":"/, '"id":"next-'),
  );

  let updated = false;
  const server = createServer((request, response) => {
    const content = updated ? next.get(request.url ?? '') : undefined;
    if (content !== undefined) answer(response, request.url ?? '', content);
    else if (updated && request.url === before) response.writeHead(404).end();
    else void forward(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    scripts: { before, after },
    update: () => (updated = true),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(response: ServerResponse, path: string, content: string): void {
  const type = path === '/' ? 'text/html' : 'text/javascript';
  response.writeHead(200, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-cache' }).end(content);
}

async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, headers } = request;
  const upstream = send(`${baseUrl}${request.url ?? '/'}`, { method, headers });
  response.once('close', () => upstream.destroy());
  try {
    upstream.end(await buffer(request));
    const [answered] = (await once(upstream, 'response')) as [IncomingMessage];
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    await pipeline(answered, response);
  } catch {
    response.destroy();
  }
}
