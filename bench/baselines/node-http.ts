/** The ceiling: a plain node:http server that parses the post and answers the same JSON. It stores nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { acknowledge } from './acknowledge.ts';

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.from(JSON.stringify(acknowledge(JSON.parse(Buffer.concat(chunks).toString()))));
    response.writeHead(201, { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': body.length });
    response.end(body);
  });
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
