import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';
import {
  ACCOUNT,
  createRoom,
  eventsOf,
  listRooms,
  newName,
  removeMember,
  roomOf,
  succeed,
  updateRoom,
  type MyRoom,
} from '../testing/room-calls.ts';

describe('POST /rooms', () => {
  const replicas = replicasForTests();
  const account = (replica: 0 | 1 = 0) => replicas.person(replica, ACCOUNT);

  it('creates a room that its creator owns, with one event', async () => {
    const ada = account();
    const id = randomUUID();
    const room = await createRoom(ada, { id, kind: 'private', name: '  Release  notes ', topic: 'What goes out' });
    assert.deepEqual(room, {
      id,
      kind: 'private',
      name: 'Release notes',
      topic: 'What goes out',
      archived: false,
      createdAt: room.createdAt,
      members: 1,
      role: 'owner',
      level: 'mentions',
      hidden: false,
      joinedSeq: room.joinedSeq,
      marker: room.joinedSeq,
      unread: 0,
      mentions: 0,
    });
    assert.deepEqual(await eventsOf(replicas.admin, id), ['member-joined']);
    assert.deepEqual(await roomOf(ada.at(replicas.url(1)), id), room);
    const [line] = replicas.log.takeAudit();
    assert.deepEqual([line?.['event'], line?.['room'], line?.['kind']], ['room-created', id, 'private']);
  });

  it('is idempotent, also after a renaming', async () => {
    const ada = account();
    const body = { id: randomUUID(), kind: 'public', name: newName() };
    const sent = await Promise.all(
      [0, 1, 0, 1].map((at) => ada.at(replicas.url(at as 0 | 1)).request('POST', '/rooms', body)),
    );
    assert.deepEqual(sent.map(({ status }) => status).sort(), [200, 200, 200, 201]);
    const name = newName();
    await updateRoom(ada, body.id, { name });
    assert.equal((await succeed<MyRoom>(ada.request('POST', '/rooms', body), [200])).name, name);
    assert.deepEqual(await eventsOf(replicas.admin, body.id), ['member-joined', 'room-changed']);

    await assertProblem(ada.request('POST', '/rooms', { ...body, name: newName() }), 409, 'id-conflict');
    await assertProblem(ada.request('POST', '/rooms', { ...body, kind: 'private' }), 409, 'id-conflict');
    await assertProblem(account().request('POST', '/rooms', body), 409, 'id-conflict');
    await removeMember(ada, body.id);
    await assertProblem(ada.request('POST', '/rooms', body), 409, 'id-conflict');
  });

  it('refuses the name of another public room that is not archived, compared without case and width', async () => {
    const ada = account();
    const { id } = await createRoom(ada, { name: 'Straße' });
    for (const name of ['STRASSE', 'straße ', 'ｓtraße']) {
      const body = { id: randomUUID(), kind: 'public', name };
      await assertProblem(account(1).request('POST', '/rooms', body), 409, 'room-name-taken');
    }
    await createRoom(account(), { name: 'straße', kind: 'private' });
    await updateRoom(ada, id, { archived: true });
    await createRoom(account(), { name: 'straße' });
    await assertProblem(ada.request('PATCH', `/rooms/${id}`, { archived: false }), 409, 'room-name-taken');
    await updateRoom(ada, id, { archived: false, name: newName() });
  });

  it('gives a name to one of those who ask for it at once', async () => {
    const name = newName();
    const people = Array.from({ length: 8 }, (_, index) => account((index % 2) as 0 | 1));
    const answers = await Promise.all(
      people.map((person) => person.request('POST', '/rooms', { id: randomUUID(), kind: 'public', name })),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, ...Array<number>(7).fill(409)]);
  });

  it('is not for guests', async () => {
    const body = { id: randomUUID(), kind: 'public', name: newName() };
    await assertProblem(replicas.person().request('POST', '/rooms', body), 403, 'forbidden');
  });

  it('accepts names of one line in any script', async () => {
    const ada = account();
    for (const name of ['リリース', 'मौसम', '🙂 off topic', 'x'.repeat(60)]) {
      assert.equal((await createRoom(ada, { name })).name, name);
    }
    for (const name of ['', ' ', 'a\nb', 'a\tb', 'x'.repeat(61), '\u200b']) {
      const body = { id: randomUUID(), kind: 'public', name };
      await assertProblem(ada.request('POST', '/rooms', body), 400, 'validation');
    }
    const body = { id: randomUUID(), kind: 'public', name: newName() };
    await assertProblem(ada.request('POST', '/rooms', { ...body, topic: 'x'.repeat(251) }), 400, 'validation');
    await assertProblem(ada.request('POST', '/rooms', { ...body, topic: 'a\u0007b' }), 400, 'validation');
    await assertProblem(ada.request('POST', '/rooms', { ...body, kind: 'direct' }), 400, 'validation');
  });

  it('lets a person be in at most 500 rooms, and create 20 a minute', async () => {
    const ada = account();
    await replicas.admin.query(
      `INSERT INTO messages.memberships (sub, room, username, guest, role, level, joined_seq, joined_at, read_seq)
       SELECT $1, 'made-up-' || n, 'Ada', false, 'member', 'all', 1, now(), 1 FROM generate_series(1, 500) AS n`,
      [ada.caller.sub],
    );
    const body = () => ({ id: randomUUID(), kind: 'public', name: newName() });
    await assertProblem(ada.request('POST', '/rooms', body()), 409, 'limit-reached');
    const ben = account();
    let refused: Response | undefined;
    // A minute may end meanwhile: then the count restarts once.
    for (let attempt = 0; attempt < 45 && !refused; attempt++) {
      const response = await ben.request('POST', '/rooms', body());
      if (response.status === 429) refused = response;
      else await response.text();
    }
    assert.ok(refused);
    await assertProblem(refused, 429, 'rate-limited');
    assert.ok((await listRooms(ben)).rooms.length > 20);
  });
});
