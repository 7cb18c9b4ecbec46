import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/messages.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, addMember, createRoom, mention, removeMember, roomOf, say, succeed } from '../testing/room-calls.ts';

type Page = components['schemas']['MentionPage'];

const mentionsOf = (person: Person, query = ''): Promise<Page> => succeed(person.request('GET', `/mentions${query}`));

describe('mentions', () => {
  const replicas = replicasForTests();
  const account = (username: string, replica: 0 | 1 = 0) => replicas.person(replica, { ...ACCOUNT, username });

  it('are stored with the message, without those who are not in the room', async () => {
    const [ada, ben, cleo] = [account('Ada'), account('Ben', 1), account('Cleo')];
    const { id } = await createRoom(ada);
    await addMember(ben, id);
    const mentions = [mention(ben), mention(cleo), { as: 'room' }];
    const sent = await say(ada, id, '@Ben @Cleo @room', mentions);
    assert.deepEqual(sent.mentions, [mention(ben), { as: 'room' }]);
    assert.deepEqual((await ben.history({ room: id })).messages.at(-1)?.mentions, sent.mentions);
    const again = { id: sent.id, room: id, message: '@Ben @Cleo @room' };
    const resent = await succeed<Page['messages'][number]>(
      ada.request('POST', '/messages', { ...again, mentions }),
      [200],
    );
    assert.deepEqual(resent, sent);
    assert.equal((await ada.request('POST', '/messages', again)).status, 409);
    assert.equal((await ada.request('POST', '/messages', { ...again, mentions: [mention(ben)] })).status, 409);
    const plain = await say(ada, id, 'Nobody', []);
    assert.equal(plain.mentions, undefined);
    assert.equal((await ada.send('Nobody', plain.id, id)).status, 200);
  });

  it('of a whole room are not for guests', async () => {
    const guest = replicas.person(0, { username: 'Guest' });
    const ben = account('Ben', 1);
    const sent = await say(guest, 'general', '@room @Ben', [{ as: 'room' }, mention(ben)]);
    assert.deepEqual(sent.mentions, [mention(ben)]);
  });

  it('are replaced by an edit, or kept if the text still has them', async () => {
    const [ada, ben, cleo] = [account('Ada'), account('Ben', 1), account('Cleo')];
    const { id } = await createRoom(ada);
    for (const person of [ben, cleo]) await addMember(person, id);
    const sent = await say(ada, id, '@Ben @Cleo hi', [mention(ben), mention(cleo)]);
    assert.deepEqual((await ada.edit(sent.id, '@Cleo hi')).mentions, [mention(cleo)]);
    const edit = (body: unknown) => succeed<typeof sent>(ada.request('PATCH', `/messages/${sent.id}`, body));
    assert.deepEqual((await edit({ message: '@Ben', mentions: [mention(ben)] })).mentions, [mention(ben)]);
    const { editedAt } = await edit({ message: '@Ben', mentions: [mention(ben)] });
    assert.equal((await edit({ message: '@Ben' })).editedAt, editedAt);
    assert.equal((await edit({ message: '@Ben', mentions: [] })).mentions, undefined);
    await ada.delete(sent.id);
    const { rowCount } = await replicas.admin.query('SELECT FROM messages.message_mentions WHERE room = $1', [id]);
    assert.equal(rowCount, 0);
  });

  it('are listed newest first, from the rooms that the person is in', async () => {
    const [ada, ben] = [account('Ada'), account('Ben', 1)];
    const [one, other, left] = [
      await createRoom(ada),
      await createRoom(ada, { kind: 'private' }),
      await createRoom(ada),
    ];
    await say(ada, one.id, '@room before Ben', [{ as: 'room' }]);
    for (const { id } of [one, other, left]) await addMember(ada, id, ben);
    const texts = [];
    for (const { id } of [one, other, one]) {
      texts.unshift((await say(ada, id, `@Ben in ${texts.length}`, [mention(ben), { as: 'room' }])).message);
    }
    await say(ada, left.id, '@Ben', [mention(ben)]);
    await say(ben, one.id, '@Ben myself', [mention(ben)]);
    const deleted = await say(ada, one.id, '@Ben', [mention(ben)]);
    texts.unshift((await say(ada, 'general', '@Ben in general', [mention(ben)])).message);
    await ada.delete(deleted.id);
    await removeMember(ben, left.id);
    const all = await mentionsOf(ben);
    assert.deepEqual(
      all.messages.map(({ message }) => message),
      texts,
    );
    assert.equal(all.hasMore, false);
    const page = await mentionsOf(ben, '?limit=3');
    assert.equal(page.hasMore, true);
    const next = await mentionsOf(ben, `?limit=3&before=${page.messages.at(-1)?.seq}`);
    assert.deepEqual([...page.messages, ...next.messages], all.messages);
    assert.equal((await roomOf(ben, one.id)).mentions, 2);
  });
});
