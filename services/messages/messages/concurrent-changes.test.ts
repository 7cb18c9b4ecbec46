import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const administrator = () => replicas.person(1, { username: 'Root', roles: ['account', 'admin'] });

describe('concurrent changes and posts', () => {
  it('never deadlock, and every reader receives them in one order', async () => {
    const people = [replicas.person(0), replicas.person(1), replicas.person(0), replicas.person(1)];
    const admin = administrator();
    const readers = await Promise.all([replicas.person(0).stream(), replicas.person(1).stream()]);

    await Promise.all(
      people.map(async (person, index) => {
        for (let round = 0; round < 12; round++) {
          const { id } = await person.post(`${index} ${round}`);
          await Promise.all([
            person.request('PATCH', `/messages/${id}`, { message: 'edited' }),
            person.at(replicas.url(index % 2 === 0 ? 1 : 0)).request('DELETE', `/messages/${id}`),
            round % 4 === 0 ? admin.request('DELETE', '/messages/clear') : admin.delete(id),
            person.post('beside'),
          ]);
        }
      }),
    );

    const last = await admin.post('the end');
    await Promise.all(readers.map((reader) => reader.until(() => reader.cursor === last.seq)));
    const [here, there] = readers.map(({ seqs }) => seqs);
    assert.deepEqual(here, there);
    assert.deepEqual(
      here,
      [...new Set(here)].sort((a, b) => a - b),
    );
    for (const reader of readers) reader.close();
  });
});
