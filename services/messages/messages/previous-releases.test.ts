/** During an update, replicas of previous releases work on the same database: what they call must go on working. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, createRoom, eventsOf, mention, say } from '../testing/room-calls.ts';
import { runAsService } from '../testing/rooms.ts';
import { stored } from '../testing/stored.ts';

describe('what replicas of previous releases call', () => {
  const replicas = replicasForTests();
  type Outcome = { outcome: string };
  const call = async (text: string, values: unknown[]) => {
    const [row] = await runAsService<Outcome>(replicas, text, values);
    return row?.outcome;
  };
  const EDIT_4 = 'SELECT outcome FROM edit_message($1, $2, $3, 100)';
  const EDIT_6 = `SELECT outcome FROM edit_message($1, $2, '{guest}', '{author}', $3, 100)`;
  const REMOVE_3 = 'SELECT outcome FROM remove_message($1, $2, $3)';
  const REMOVE_4 = `SELECT outcome FROM remove_message($1, $2, $3, '{author,admin}')`;
  const DELETE_3 = 'SELECT delete_message($1, $2, $3) AS outcome';

  for (const [name, post] of [
    ['post_messages', 'SELECT outcome FROM post_messages($1, 100)'],
    ['store_messages', 'SELECT outcome FROM store_messages($1, 100)'],
  ] as const) {
    it(`${name} stores what this release recognizes, and the other way round`, async () => {
      const ada = replicas.person();
      const { sub, username } = ada.caller;
      const body = { id: randomUUID(), room: 'general', sub, username, guest: true, message: 'Hello' };
      assert.equal(await call(post, [JSON.stringify([body])]), 'new');
      assert.equal((await ada.send('Hello', body.id)).status, 200);
      const { id } = await ada.post('From the new one');
      assert.equal(await call(post, [JSON.stringify([{ ...body, id, message: 'From the new one' }])]), 'same');
      assert.equal((await ada.history()).messages.at(-1)?.message, 'From the new one');
    });
  }

  it('edits and deletes in general', async () => {
    const ada = replicas.person();
    const { sub } = ada.caller;
    const { id } = await ada.post('One');
    assert.equal(await call(EDIT_4, [id, sub, 'Two']), 'edited');
    assert.equal(await call(EDIT_6, [id, sub, 'Three']), 'edited');
    assert.equal(await call(EDIT_6, [id, randomUUID(), 'Four']), 'forbidden');
    assert.equal((await ada.history()).messages.at(-1)?.message, 'Three');
    assert.equal(await call(REMOVE_4, [id, randomUUID(), '{guest}']), 'forbidden');
    assert.equal(await call(REMOVE_4, [id, randomUUID(), '{account,admin}']), 'deleted');
    assert.equal(await call(REMOVE_3, [id, sub, false]), 'unchanged');
    assert.equal(await call(DELETE_3, [id, sub, false]), 'deleted');
    assert.equal(await call(EDIT_4, [id, sub, 'Five']), 'deleted');
    const other = await ada.post('Other');
    assert.equal(await call(REMOVE_3, [other.id, randomUUID(), true]), 'deleted');
  });

  it('keeps mentions whose names are still in a text that an old replica edits', async () => {
    const [ada, ben] = [replicas.person(0, ACCOUNT), replicas.person(1, { ...ACCOUNT, username: 'Ben' })];
    const { id } = await say(ada, 'general', '@Ben', [mention(ben)]);
    await call(EDIT_6, [id, ada.caller.sub, '@Ben again']);
    assert.deepEqual((await ada.history()).messages.at(-1)?.mentions, [mention(ben)]);
  });

  it('changes nothing in other rooms', async () => {
    const ada = replicas.person(0, ACCOUNT);
    const { sub } = ada.caller;
    const room = await createRoom(ada);
    const { id, seq } = await say(ada, room.id, 'Mine');
    assert.equal(await call(EDIT_4, [id, sub, 'Two']), 'unknown');
    assert.equal(await call(EDIT_6, [id, sub, 'Two']), 'unknown');
    assert.equal(await call(REMOVE_3, [id, sub, true]), 'unknown');
    assert.equal(await call(REMOVE_4, [id, sub, '{account,admin}']), 'unknown');
    assert.equal(await call(DELETE_3, [id, sub, true]), 'unknown');
    const { rows } = await replicas.admin.query('SELECT name FROM messages.rooms');
    assert.deepEqual(rows, [{ name: 'general' }]);
    assert.deepEqual(await eventsOf(replicas.admin, room.id, seq), []);
    assert.equal((await stored(replicas, id)).text, 'Mine');
  });

  it('clears general for everybody, and nothing else', async () => {
    const ada = replicas.person(0, ACCOUNT);
    const room = await createRoom(ada);
    await say(ada, room.id, 'Mine');
    for (const clear of ["SELECT clear_room('general')", "SELECT clear_room('general', NULL)"]) {
      const { id } = await ada.post('Cleared');
      await runAsService(replicas, clear, []);
      const last = (await ada.history()).messages.at(-1);
      assert.deepEqual([last?.id, last?.message], [id, '']);
      while ((await runAsService<{ more: boolean }>(replicas, 'SELECT sweep_cleared(100) AS more', []))[0]?.more);
      assert.equal((await stored(replicas, id)).text, '');
    }
    assert.equal((await ada.history({ room: room.id })).messages[0]?.message, 'Mine');
  });

  it('shows old replicas the messages of all rooms, whose events they read and deliver to nobody', async () => {
    const ada = replicas.person(0, ACCOUNT);
    const room = await createRoom(ada);
    const { id } = await say(ada, room.id, 'Mine');
    const found = await runAsService(replicas, 'SELECT id, text FROM shown_messages WHERE id = $1', [id]);
    assert.deepEqual(found, [{ id, text: 'Mine' }]);
  });
});
