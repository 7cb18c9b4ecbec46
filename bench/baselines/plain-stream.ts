/**
 * Plain node:http that holds streams of Server-Sent Events, and writes each posted message to all of them by a chunked
 * `res.write` each, in the same frame as message-service. It stores nothing and asks for no token.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { frame, heartbeat, retryHint } from '../../services/shared/http/streaming/frame.ts';
import { acknowledge } from './acknowledge.ts';

const HEARTBEAT_MS = 15_000;
const streams = new Set<ServerResponse>();

function stream(response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
  response.write(`id: ${Date.now()}\n${retryHint(500)}`);
  streams.add(response);
  response.on('close', () => streams.delete(response));
}

function broadcast(bytes: Buffer): void {
  for (const response of streams) response.write(bytes);
}

function post(body: Buffer, response: ServerResponse): void {
  const message = acknowledge(JSON.parse(body.toString()));
  const { seq, room } = message;
  broadcast(Buffer.from(frame('created', JSON.stringify({ seq, type: 'created', room, message }), Number(seq))));
  const answer = Buffer.from(JSON.stringify(message));
  response.writeHead(201, { 'Content-Type': 'application/json', 'Content-Length': answer.length }).end(answer);
}

function handle(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => post(Buffer.concat(chunks), response));
}

const server = createServer((request, response) => {
  if (request.url === '/events') stream(response);
  else handle(request, response);
});
setInterval(() => broadcast(Buffer.from(heartbeat())), HEARTBEAT_MS);
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
