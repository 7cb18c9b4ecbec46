import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { Person } from './person.ts';

/** The largest valid text: 16 KB. */
export const LARGE = '🙂'.repeat(4000);

/** A stream that is not read until it is resumed. */
export async function unreadStream(url: string, person: Person, after: number): Promise<IncomingMessage> {
  const asked = request(`${url}/events?after=${after}`, {
    headers: { Authorization: `Bearer ${person.caller.token}`, Accept: 'text/event-stream' },
  });
  asked.end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  assert.equal(response.statusCode, 200);
  return response;
}

/** The number of streams that a replica holds open. */
export async function openStreams(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/^streams_open (\d+)$/m.exec(text)?.[1]);
}

/** Waits until the person's replica has read up to the log's end: a stream without a cursor opens then. */
export async function untilRead(person: Person): Promise<void> {
  for (let status = 503; status === 503;) {
    const response = await person.askForStream();
    ({ status } = response);
    await response.body?.cancel();
  }
}
