import assert from 'node:assert/strict';
import { request } from 'node:http';

/** Sends the path unchanged; fetch would normalize it. */
export function statusOf(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

export async function assertProblem(response: Response, status: number, type: string): Promise<void> {
  const body = (await response.json()) as Record<string, unknown>;
  assert.equal(response.status, status);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  assert.equal(body['type'], `urn:problem-type:chat:${type}`);
  assert.equal(body['status'], status);
  assert.match(String(body['instance']), /^[0-9a-f]{32}$/);
  assert.equal(response.headers.get('x-request-id'), body['instance']);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
}

export function assertRetryAfter(response: Response): void {
  assert.match(response.headers.get('retry-after') ?? '', /^[123]$/);
}
