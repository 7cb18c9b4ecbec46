import type { Request, Response } from 'express';
import { EVENT_STREAM, sendStream, wantsStream, type StreamOpener } from './streaming/stream.ts';
import type { Operation } from './spec.ts';
import { isHead } from './target.ts';

/** A handler's Reply without its operation's types. */
export interface UntypedReply {
  status: number;
  headers?: Record<string, string | string[]>;
  body?: unknown;
  text?: string;
  stream?: StreamOpener;
}

/** Sends a handler's reply. */
export function sendReply(request: Request, response: Response, reply: UntypedReply): void {
  response.status(reply.status);
  if (reply.headers) response.set(reply.headers);
  if (reply.stream) sendStream(request, response, reply.stream);
  else if (reply.text !== undefined) response.type('text/plain').end(reply.text);
  else if (reply.body !== undefined) response.json(reply.body);
  else response.end();
}

/** Whether this is a HEAD request for a stream, which would be opened only by GET. */
export function isHeadOfStream(request: Request, { responses = {} }: Operation): boolean {
  if (!isHead(request)) return false;
  const success = responses['200'] as { content?: Record<string, unknown> } | undefined;
  const types = Object.keys(success?.content ?? {});
  return types.includes(EVENT_STREAM) && (types.length === 1 || wantsStream(request.headers));
}

/** Replaces Express's `json`, which computes an ETag and sets headers one by one, by a single write. */
export function sendJson(this: Response, body: unknown): Response {
  if (!this.hasHeader('Content-Type')) this.setHeader('Content-Type', 'application/json; charset=utf-8');
  // A string is sent together with the headers, a buffer separately.
  const text = JSON.stringify(body);
  // Node sets it itself if there is a body.
  if (isHead(this.req)) this.setHeader('Content-Length', Buffer.byteLength(text));
  this.end(text);
  return this;
}
