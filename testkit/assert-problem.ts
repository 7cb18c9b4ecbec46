import assert from 'node:assert/strict';
import type { ProblemBody } from '../services/shared/problem.ts';

/** Asserts and returns problem+json of a kind, with the request's id and the headers that belong to its status. */
export async function assertProblem(
  sent: Response | Promise<Response>,
  status: number,
  kind: string,
): Promise<ProblemBody> {
  const response = await sent;
  const text = await response.text();
  assert.equal(response.status, status, text);
  assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
  if (status === 401) assert.equal(response.headers.get('www-authenticate'), 'Bearer');
  if (status === 429 || status === 503) assert.match(response.headers.get('retry-after') ?? '', /^[1-9]\d*$/);
  const body = JSON.parse(text) as ProblemBody;
  assert.equal(body.type, `urn:problem-type:chat:${kind}`, text);
  assert.equal(body.instance, response.headers.get('x-request-id'));
  return body;
}
