import assert from 'node:assert/strict';
import { it } from 'node:test';
import { PersistentReader, sendUntilStored } from './testing/persistent.ts';
import { replicasForTests } from './testing/replicas.ts';
import { seededRandom } from '../../testkit/seeded-random.ts';

/** Operations per writer; fewer if a busy machine runs out of time. */
const ROUNDS = 60;
const MILLISECONDS = 5_000;
const WRITERS = 6;
const READERS = 6;

const replicas = replicasForTests();

it('concurrent random operations produce one log, which every reader receives completely and in order', async (test) => {
  const { seed, random } = seededRandom();
  test.diagnostic(`seed ${seed}`);
  const urls = [replicas.url(0), replicas.url(1)];
  const somewhere = () => (random() < 0.5 ? 0 : 1);
  const admin = replicas.person(0, { roles: ['account', 'admin'] });
  const { cursor } = await admin.events();
  const until = Date.now() + MILLISECONDS;

  const write = async () => {
    const person = replicas.person(somewhere());
    const stored: string[] = [];
    for (let round = 0; round < ROUNDS && Date.now() < until; round++) {
      const dice = random();
      const id = stored[Math.floor(random() * stored.length)];
      const at = person.at(replicas.url(somewhere()));
      if (id === undefined || dice < 0.6) {
        const burst = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index) =>
          sendUntilStored(person, somewhere() ? urls : urls.toReversed(), `${dice} ${index}`),
        );
        stored.push(...(await Promise.all(burst)).map((message) => message.id));
      } else if (dice < 0.75) await at.request('PATCH', `/messages/${id}`, { message: `edited ${dice}` });
      else if (dice < 0.9) await at.request('DELETE', `/messages/${id}`);
      else if (dice < 0.98) await at.send('another text', id);
      else await admin.at(replicas.url(somewhere())).request('DELETE', '/messages/clear');
    }
    return stored;
  };
  const readers = Array.from(
    { length: READERS },
    () => new PersistentReader(replicas.person(), somewhere() ? urls : urls.toReversed(), cursor),
  );
  let writing = true;
  const disturb = async () => {
    while (writing) {
      await new Promise((resolve) => setTimeout(resolve, random() * 60));
      readers[Math.floor(random() * READERS)]?.breakOff();
    }
  };

  const disturbed = disturb();
  const stored = await Promise.all(Array.from({ length: WRITERS }, write));
  writing = false;
  await disturbed;
  const last = await admin.post('the end');

  const { rows } = await replicas.admin.query<{ seq: string }>(
    'SELECT seq FROM messages.events WHERE seq > $1 ORDER BY seq',
    [cursor],
  );
  const seqs = rows.map(({ seq }) => Number(seq));
  for (const reader of readers) assert.deepEqual(await reader.until(last.seq), seqs);
  const ids = [...stored.flat(), last.id];
  const { rows: messages } = await replicas.admin.query<{ id: string }>('SELECT id FROM messages.messages');
  assert.deepEqual(messages.map(({ id }) => id).sort(), ids.sort());
  test.diagnostic(
    `${ids.length} messages, ${seqs.length} events, ${readers.map(({ streams }) => streams).join(', ')} streams`,
  );
});
