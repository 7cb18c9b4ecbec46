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
  /** From now on the server has only the next build, whose scripts have other names and contents. */
  update: () => void;
  stop: () => Promise<void>;
}

const sha256 = (content: string) => `sha256-${createHash('sha256').update(content).digest('base64')}`;
const load = async (path: string) => (await fetch(`${baseUrl}${path}`)).text();

/** A proxy in front of the chat that can change the page's build. */
export async function startUpdateProxy(): Promise<UpdateProxy> {
  const [page, worker] = await Promise.all([load('/'), load('/service-worker.js')]);
  const paths = [...worker.matchAll(/"url":"(\/assets\/[^"]+\.js)"/g)].map(([, path = '']) => path);
  const before = paths.find((path) => path.startsWith('/assets/index-')) ?? '';
  const { next, after } = await makeNextBuild(page, worker, paths, before);

  let updated = false;
  const server = createServer((request, response) => {
    // The page is served at the addresses of rooms too.
    const path = (request.url ?? '').replace(/^\/r\/.*/, '/');
    const content = updated ? next.get(path) : undefined;
    if (content !== undefined) answer(response, path, content);
    else if (updated && paths.includes(path)) response.writeHead(404).end();
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

/** Each script has another name and content, and so have the files that refer to them. */
async function makeNextBuild(page: string, worker: string, paths: string[], before: string) {
  const names = paths.map((path) => path.slice(path.lastIndexOf('/') + 1));
  const rename = (content: string) =>
    names.reduce((renamed, name) => renamed.replaceAll(name, name.replace(/\.js$/, '-next.js')), content);
  const next = new Map([['/', rename(page)]]);
  let nextWorker = rename(worker)
    .replace(sha256(page), sha256(rename(page)))
    .replace(/"id":"/, '"id":"next-');
  for (const path of paths) {
    const script = await load(path);
    const nextScript = `${rename(script)}\n// The next build`;
    next.set(rename(path), nextScript);
    nextWorker = nextWorker.replace(sha256(script), sha256(nextScript));
  }
  next.set('/service-worker.js', nextWorker);
  return { next, after: rename(before) };
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
    // Otherwise the browser's own cache could stand in for the service worker's.
    response.writeHead(answered.statusCode ?? 502, { ...answered.headers, 'cache-control': 'no-store' });
    await pipeline(answered, response);
  } catch {
    response.destroy();
  }
}
