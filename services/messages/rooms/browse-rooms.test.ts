import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/messages.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, addMember, createRoom, succeed, updateRoom } from '../testing/room-calls.ts';

type Page = components['schemas']['PublicRoomPage'];

const browse = (person: Person, query = ''): Promise<Page> => succeed(person.request('GET', `/rooms/public${query}`));

describe('GET /rooms/public', () => {
  const replicas = replicasForTests();
  const account = (replica: 0 | 1 = 0) => replicas.person(replica, ACCOUNT);

  it('lists public rooms by name, joined or not, in pages', async () => {
    const [ada, ben] = [account(0), account(1)];
    const names = ['Zoo', 'apes', 'Bears', 'ärzte', 'bees'];
    const rooms = await Promise.all(names.map((name) => createRoom(ada, { name })));
    await createRoom(ada, { name: 'Cats', kind: 'private' });
    const [zoo] = rooms;
    assert.ok(zoo);
    await addMember(ben, zoo.id);
    const listed = [];
    let next: string | undefined;
    do {
      const page = await browse(ben, `?limit=2${next === undefined ? '' : `&after=${next}`}`);
      assert.ok(page.rooms.length <= 2);
      listed.push(...page.rooms);
      next = page.next;
    } while (next !== undefined);
    assert.deepEqual(
      listed.map(({ name, joined, members }) => [name, joined, members]),
      [
        ['apes', false, 1],
        ['Bears', false, 1],
        ['bees', false, 1],
        ['Zoo', true, 2],
        ['ärzte', false, 1],
      ],
    );
  });

  it('searches names without case and width, and lists archived rooms when asked', async () => {
    const ada = account();
    const one = await createRoom(ada, { name: 'Releases 2026' });
    const other = await createRoom(ada, { name: 'Old releases' });
    await updateRoom(ada, other.id, { archived: true });
    const found = async (query: string) => (await browse(ada, query)).rooms.map(({ id }) => id);
    assert.deepEqual(await found('?q=RELEASE'), [one.id]);
    assert.deepEqual(await found(`?q=${encodeURIComponent('ｒｅｌ')}`), [one.id]);
    assert.deepEqual(await found('?q=release&archived=true'), [other.id]);
    assert.deepEqual(await found('?q=%25'), []);
  });

  it('is not for guests', async () => {
    await assertProblem(replicas.person().request('GET', '/rooms/public'), 403, 'forbidden');
  });
});
