import assert from 'node:assert/strict';

/** The body of a successful answer. */
export async function bodyOf<Body>(sent: Promise<Response>, status = 200): Promise<Body> {
  const response = await sent;
  const body: unknown = await response.json();
  assert.equal(response.status, status, JSON.stringify(body));
  return body as Body;
}
