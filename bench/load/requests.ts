import { randomUUID } from 'node:crypto';
import type { Pages, Posts } from './job.ts';

/** 90 bytes, a typical message. */
export const MESSAGE = 'Shall we meet at the station at eight? The train leaves at 8:20, and I still need coffee.';

/** Returns a client's next request, as bytes on the wire. */
export type NextRequest = () => string;

/** One for each client. */
export function nextRequests(url: string, requests: Posts | Pages): NextRequest[] {
  const base = new URL(url);
  return requests.kind === 'posts'
    ? requests.tokens.map((token) => posts(base, token))
    : [pages(base, requests.token, requests.paths)];
}

const head = (method: string, { host, pathname }: URL, path: string, token: string) =>
  `${method} ${pathname.replace(/\/$/, '')}${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\nAccept: application/json\r\n`;

function posts(base: URL, token: string): NextRequest {
  const body = () => `{"id":"${randomUUID()}","message":"${MESSAGE}"}`;
  const before = `${head('POST', base, '/messages', token)}Content-Type: application/json\r\nContent-Length: ${body().length}\r\n\r\n`;
  return () => before + body();
}

function pages(base: URL, token: string, paths: string[]): NextRequest {
  const all = paths.map((path) => `${head('GET', base, path, token)}\r\n`);
  let next = 0;
  return () => all[next++ % all.length] ?? '';
}
