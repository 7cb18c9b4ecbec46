import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/messages.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, createRoom, listRooms, roomOf, succeed } from '../testing/room-calls.ts';

type Settings = components['schemas']['MembershipSettings'];

const change = (person: Person, room: string, body: components['schemas']['UpdateMembershipRequest']) =>
  succeed<Settings>(person.request('PATCH', `/rooms/${room}/membership`, body));

describe('PATCH /rooms/{room}/membership', () => {
  const replicas = replicasForTests();

  it('changes what is given, for the caller alone', async () => {
    const ada = replicas.person(0, ACCOUNT);
    const { id } = await createRoom(ada);
    const mutedUntil = '2030-01-02T03:04:05.000Z';
    assert.deepEqual(await change(ada, id, { level: 'none' }), { level: 'none', hidden: false });
    assert.deepEqual(await change(ada, id, { mutedUntil }), { level: 'none', mutedUntil, hidden: false });
    assert.deepEqual(await change(ada, id, { level: 'all' }), { level: 'all', mutedUntil, hidden: false });
    const room = await roomOf(ada.at(replicas.url(1)), id);
    assert.deepEqual([room.level, room.mutedUntil], ['all', mutedUntil]);
    assert.deepEqual(await change(ada, id, { mutedUntil: null }), { level: 'all', hidden: false });
  });

  it('works in general before the rooms were listed', async () => {
    const ada = replicas.person();
    assert.equal((await change(ada, 'general', { level: 'all' })).level, 'all');
    assert.equal((await listRooms(ada)).rooms[0]?.level, 'all');
  });

  it('hides direct rooms only, and is for members only', async () => {
    const [ada, ben] = [replicas.person(0, ACCOUNT), replicas.person(1, ACCOUNT)];
    const { id } = await createRoom(ada);
    await assertProblem(ada.request('PATCH', `/rooms/${id}/membership`, { hidden: true }), 400, 'validation');
    await assertProblem(ben.request('PATCH', `/rooms/${id}/membership`, { level: 'all' }), 404, 'unknown-room');
  });
});
