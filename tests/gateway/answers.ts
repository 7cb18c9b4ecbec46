import assert from 'node:assert/strict';
import { request } from 'node:http';
import { assertProblem } from '../../testkit/assert-problem.ts';

/** Sends the path unchanged; fetch would normalize it. */
export function statusOf(url: string, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url);
    request({ hostname, port, path }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

/** A problem of nginx itself. */
export async function assertGatewayProblem(response: Response, status: number, kind: string): Promise<void> {
  const body = await assertProblem(response, status, kind);
  assert.equal(response.headers.get('content-type'), 'application/problem+json');
  assert.equal(body.status, status);
  assert.match(String(body.instance), /^[0-9a-f]{32}$/);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
}

export function assertRetryAfter(response: Response): void {
  assert.match(response.headers.get('retry-after') ?? '', /^[123]$/);
}
