import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/messages.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';

type Message = components['schemas']['Message'];

const replicas = replicasForTests();

/** The test client leaves out `asOf`, so this reads the answers themselves. */
async function answer<T>(person: Person, method: string, path: string, body?: unknown): Promise<T> {
  return (await (await person.request(method, path, body)).json()) as T;
}

const history = (person: Person) => answer<{ messages: Message[]; cursor: number }>(person, 'GET', '/messages?limit=1');

describe('asOf', () => {
  it("is the log's end when the message was read, in every answer", async () => {
    const ada = replicas.person(0);
    const id = randomUUID();
    const sent = await answer<Message>(ada, 'POST', '/messages', { id, message: 'Helo' });
    assert.equal(sent.asOf, sent.seq);

    const edited = await answer<Message>(ada, 'PATCH', `/messages/${id}`, { message: 'Hello' });
    assert.equal(edited.asOf, sent.seq + 1);

    const other = await replicas.person(1).post('meanwhile');
    const again = await answer<Message>(ada, 'POST', '/messages', { id, message: 'Hello, again' });
    assert.equal(again.asOf, undefined, 'a conflict has no message');
    const page = await answer<{ messages: Message[]; cursor: number }>(ada, 'GET', `/messages?after=${sent.seq - 1}`);
    assert.equal(page.cursor, other.seq);
    assert.deepEqual(
      page.messages.map(({ asOf }) => asOf),
      [other.seq, other.seq],
    );

    const events = await answer<{ events: { message: Message }[] }>(ada, 'GET', `/events?after=${sent.seq - 1}`);
    assert.deepEqual(
      events.events.map(({ message }) => message.asOf),
      [other.seq, other.seq, other.seq],
    );
  });

  it('is in the events of a stream at least the event itself', async () => {
    const ada = replicas.person(0);
    const { cursor } = await history(ada);
    const sent = await ada.post('Helo');
    await ada.edit(sent.id, 'Hello');
    for (const url of [replicas.url(0), replicas.url(1)]) {
      const response = await ada.at(url).askForStream(`?after=${cursor}`);
      let text = '';
      for await (const chunk of response.body ?? []) {
        text += Buffer.from(chunk).toString();
        if (text.includes('event: edited')) break;
      }
      const events = [...text.matchAll(/^data: (.*)$/gm)].map(
        ([, data]) => JSON.parse(data ?? '') as { seq: number; message: Message },
      );
      assert.equal(events.length, 2);
      for (const { seq, message } of events) assert.ok(Number(message.asOf) >= seq, `${message.asOf ?? ''} < ${seq}`);
    }
  });
});
