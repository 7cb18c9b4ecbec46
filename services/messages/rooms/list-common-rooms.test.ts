import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/messages.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, addMember, createRoom, listRooms, openDirect, succeed, updateRoom } from '../testing/room-calls.ts';

type CommonRooms = components['schemas']['CommonRooms'];

const common = async (person: Person, sub: string): Promise<string[]> =>
  (await succeed<CommonRooms>(person.request('GET', `/rooms/common?sub=${sub}`))).rooms;

describe('GET /rooms/common', () => {
  const replicas = replicasForTests();
  const account = (replica: 0 | 1 = 0) => replicas.person(replica, ACCOUNT);

  it('lists the rooms that both are in, by name, to both of them', async () => {
    const [ada, ben, eve] = [account(0), account(1), account()];
    const [zoo, bees, old, hers] = await Promise.all([
      createRoom(ada, { name: 'Zoo' }),
      createRoom(ada, { name: 'bees', kind: 'private' }),
      createRoom(ada, { name: 'Old' }),
      createRoom(ada, { name: 'Hers', kind: 'private' }),
    ]);
    for (const { id } of [zoo, bees, old]) await addMember(ada, id, ben);
    await addMember(eve, zoo.id);
    await updateRoom(ada, old.id, { archived: true });
    await openDirect(ada, [ben]);
    assert.deepEqual(await common(ada, ben.caller.sub), [bees.id, zoo.id]);
    assert.deepEqual(await common(ben, ada.caller.sub), [bees.id, zoo.id]);
    assert.deepEqual(await common(eve, ada.caller.sub), [zoo.id]);
    assert.equal((await common(ada, ada.caller.sub)).includes(hers.id), true);
    assert.deepEqual(await common(ada, randomUUID()), []);

    await Promise.all([listRooms(ada), listRooms(eve)]);
    assert.deepEqual(await common(eve, ada.caller.sub), ['general', zoo.id]);
  });

  it('refuses what is no id', async () => {
    await assertProblem(account().request('GET', '/rooms/common?sub=ada'), 400, 'validation');
    await assertProblem(account().request('GET', '/rooms/common'), 400, 'validation');
  });
});
