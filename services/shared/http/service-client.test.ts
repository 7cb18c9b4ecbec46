import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import type { paths } from '../../../generated/types/auth.ts';
import { createServiceClient } from './service-client.ts';

describe('createServiceClient', () => {
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const server = createServer((request, response) => answer(request, response));
  let baseUrl: string;

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.close();
    server.closeAllConnections();
  });

  const verify = (timeoutMs = 10_000) =>
    createServiceClient<paths>(baseUrl, timeoutMs).POST('/verify', {
      body: { token: 'töken' },
      headers: { 'X-Request-Id': 'one' },
    });

  it('sends a body and headers, and returns the JSON of the answer', async () => {
    let received: unknown;
    answer = (request, response) => {
      void text(request).then((body) => {
        const { 'content-type': type, 'x-request-id': id } = request.headers;
        received = { method: request.method, url: request.url, type, id, body };
        response.setHeader('Content-Type', 'application/json; charset=utf-8');
        const json = Buffer.from('{"valid":false,"reason":"ünknown"}');
        // A character may be split between two parts.
        response.write(json.subarray(0, 26));
        response.end(json.subarray(26));
      });
    };
    const { data, response } = await verify();
    assert.deepEqual(data, { valid: false, reason: 'ünknown' });
    assert.equal(response.status, 200);
    assert.deepEqual(received, {
      method: 'POST',
      url: '/verify',
      type: 'application/json',
      id: 'one',
      body: '{"token":"töken"}',
    });
  });

  it('returns a problem as an error with its status', async () => {
    answer = (_request, response) => {
      response.writeHead(503, { 'Content-Type': 'application/problem+json' }).end('{"status":503}');
    };
    const { data, error, response } = await verify();
    assert.equal(data, undefined);
    assert.deepEqual(error, { status: 503 });
    assert.deepEqual([response.ok, response.status], [false, 503]);
  });

  it('returns no data for an answer without a body', async () => {
    answer = (_request, response) => response.writeHead(204).end();
    const { data, response } = await verify();
    assert.equal(data, undefined);
    assert.equal(response.ok, true);
  });

  it('fails if there is no complete answer in time, or the connection ends first', async () => {
    answer = () => undefined;
    await assert.rejects(verify(1), /no answer within 1 ms/);
    answer = (_request, response) => {
      response.write('{"val');
      setImmediate(() => response.destroy());
    };
    await assert.rejects(verify(), /aborted|hang up/);
  });
});
