/** The order of commits decides every race: what was removed first is refused, and what was sent first stays. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  addMember,
  changeRole,
  createRoom,
  eventsOf,
  removeMember,
  updateRoom,
} from '../testing/room-calls.ts';

const ROUNDS = 12;

describe('changes of a room at the same time', () => {
  const replicas = replicasForTests();
  const account = (replica: 0 | 1 = 0) => replicas.person(replica, ACCOUNT);

  it('a send and a removal: no message comes after its author has left', async () => {
    const [ada, ben] = [account(0), account(1)];
    const { id } = await createRoom(ada, { kind: 'private' });
    const seen = new Set<number>();
    for (let round = 0; round < ROUNDS; round++) {
      await addMember(ada, id, ben);
      const { cursor } = await ada.events();
      const [sent] = await Promise.all([
        ben.send('Still here', randomUUID(), id),
        ben.at(replicas.url(0)).send('And here', randomUUID(), id),
        removeMember(ada, id, ben),
      ]);
      seen.add(sent.status);
      const kinds = await eventsOf(replicas.admin, id, cursor);
      assert.equal(kinds.at(-1), 'member-left', kinds.join());
      assert.equal(kinds.filter((kind) => kind === 'member-left').length, 1);
    }
    assert.ok([...seen].every((status) => status === 201 || status === 404));
  });

  it('a send and archiving: nothing is sent to an archived room', async () => {
    const [ada, ben] = [account(0), account(1)];
    const { id } = await createRoom(ada);
    await addMember(ben, id);
    for (let round = 0; round < ROUNDS; round++) {
      const { cursor } = await ada.events();
      await Promise.all([ben.send('Quick', randomUUID(), id), updateRoom(ada, id, { archived: true })]);
      assert.equal((await eventsOf(replicas.admin, id, cursor)).at(-1), 'room-changed');
      await updateRoom(ada, id, { archived: false });
    }
  });

  it('two owners that step down or leave at once: one remains', async () => {
    const [ada, ben, cleo] = [account(0), account(1), account(0)];
    for (let round = 0; round < ROUNDS; round++) {
      const { id } = await createRoom(ada, { kind: 'private' });
      for (const person of [ben, cleo]) await addMember(ada, id, person);
      await changeRole(ada, id, ben, 'owner');
      const leave = round % 2 === 0;
      await Promise.all(
        [ada, ben].map(async (person) => {
          const path = `/rooms/${id}/members/${person.caller.sub}`;
          await (leave ? person.request('DELETE', path) : person.request('PATCH', path, { role: 'member' }));
        }),
      );
      const { rows } = await replicas.admin.query<{ sub: string }>(
        "SELECT sub FROM messages.memberships WHERE room = $1 AND role = 'owner'",
        [id],
      );
      assert.equal(rows.length, 1);
      if (leave) assert.equal(rows[0]?.sub, cleo.caller.sub);
    }
  });
});
