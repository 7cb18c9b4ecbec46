import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Message } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { parseAnswer } from '../testing/parse-answer.ts';

const replicas = replicasForTests();

const statusesOf = (responses: Response[]) => responses.map(({ status }) => status).sort();
const bodyOf = async (response: Response) => parseAnswer(await response.text()) as Message;

describe('POST /messages', () => {
  it("stores a message that appears in every replica's history", async () => {
    const ada = replicas.person(0, { username: 'Ada', roles: ['guest'] });
    const id = randomUUID();
    const message = await ada.post('Hello, Ωorld 👋\n\tsecond line', id);
    assert.deepEqual(message, {
      id,
      seq: message.seq,
      room: 'general',
      sub: ada.caller.sub,
      username: 'Ada',
      guest: true,
      message: 'Hello, Ωorld 👋\n\tsecond line',
      timestamp: new Date(message.timestamp).toISOString(),
    });
    assert.ok(Number.isSafeInteger(message.seq));
    const { messages } = await replicas.person(1).history({ limit: 1 });
    assert.deepEqual(messages, [message]);
  });

  it('numbers messages in storage order across replicas', async () => {
    const [ada, bob] = [replicas.person(0), replicas.person(1, { roles: ['account'] })];
    const seqs: number[] = [];
    for (let turn = 0; turn < 5; turn++) {
      seqs.push((await ada.post('ping')).seq);
      const reply = await bob.post('pong');
      assert.equal(reply.guest, false);
      seqs.push(reply.seq);
    }
    assert.deepEqual(
      seqs,
      [...seqs].sort((a, b) => a - b),
    );
  });

  it('accepts a text of 4,000 code points', async () => {
    const ada = replicas.person();
    const { message } = await ada.post('🙂'.repeat(4000));
    assert.equal([...message].length, 4000);
    await assertProblem(ada.send('🙂'.repeat(4001)), 400, 'validation');
  });
});

describe('a repeated POST /messages', () => {
  it('returns the stored message at any replica and never duplicates it', async () => {
    const ada = replicas.person(0);
    const id = randomUUID();
    const message = await ada.post('once', id);
    for (const url of [replicas.url(0), replicas.url(1)]) {
      const again = await ada.at(url).send('once', id);
      assert.equal(again.status, 200);
      assert.deepEqual(await bodyOf(again), message);
    }
    const { messages } = await ada.history();
    assert.equal(messages.filter((each) => each.id === id).length, 1);
  });

  it('is the same message with the room or without, if that is general: a page was updated meanwhile', async () => {
    const ada = replicas.person(0);
    for (const [before, after] of [
      [undefined, 'general'],
      ['general', undefined],
    ]) {
      const id = randomUUID();
      const message = await bodyOf(await ada.send('across an update', id, before));
      const again = await ada.at(replicas.url(1)).send('across an update', id, after);
      assert.equal(again.status, 200);
      assert.deepEqual(await bodyOf(again), message);
    }
  });

  it('returns the message in its current state: edited, deleted, cleared', async () => {
    const ada = replicas.person(0);
    const admin = replicas.person(1, { roles: ['account', 'admin'] });
    const id = randomUUID();
    const { seq } = await ada.post('first', id);

    await ada.edit(id, 'second');
    const edited = await bodyOf(await ada.send('first', id));
    assert.equal(edited.message, 'second');
    // Compared with the original text, not with the edited one.
    await assertProblem(ada.send('second', id), 409, 'id-conflict');

    await ada.delete(id);
    const deleted = await bodyOf(await ada.send('first', id));
    assert.deepEqual([deleted.message, deleted.seq], ['', seq]);
    assert.ok(deleted.deletedAt);

    const other = randomUUID();
    await ada.post('to be cleared', other);
    assert.equal((await admin.request('DELETE', '/messages/clear')).status, 200);
    const again = await ada.send('to be cleared', other);
    assert.equal(again.status, 200);
    const cleared = await bodyOf(again);
    assert.equal(cleared.message, '');
    assert.ok(cleared.deletedAt);
  });

  it('refuses an id used for another text or by another author, and reveals nothing about that message', async () => {
    const [ada, eve] = [replicas.person(0), replicas.person(1)];
    const id = randomUUID();
    await ada.post('a secret', id);
    await assertProblem(ada.send('another text', id), 409, 'id-conflict');
    const refused = await assertProblem(eve.send('a secret', id), 409, 'id-conflict');
    assert.ok(!JSON.stringify(refused).includes(ada.caller.sub));
    const { messages } = await ada.history({ limit: 1 });
    assert.equal(messages[0]?.message, 'a secret');
  });

  it('stores an id once when it is posted concurrently through two replicas', async () => {
    const ada = replicas.person(0);
    for (let round = 0; round < 10; round++) {
      const id = randomUUID();
      const sent = Array.from({ length: 10 }, (_, index) =>
        ada.at(replicas.url(index % 2 === 0 ? 0 : 1)).send('at once', id),
      );
      const responses = await Promise.all(sent);
      assert.deepEqual(statusesOf(responses), [...Array<number>(9).fill(200), 201]);
      const messages = await Promise.all(responses.map(bodyOf));
      for (const message of messages) assert.deepEqual(message, messages[0]);
    }
  });

  it('assigns an id posted concurrently by several users to one of them', async () => {
    const people = [replicas.person(0), replicas.person(1), replicas.person(0), replicas.person(1)];
    const id = randomUUID();
    const responses = await Promise.all(people.map((person) => person.send('mine', id)));
    assert.deepEqual(statusesOf(responses), [201, 409, 409, 409]);
  });

  it('does not deadlock when two replicas store two ids in opposite order', async () => {
    const ada = replicas.person(0);
    const there = ada.at(replicas.url(1));
    for (let round = 0; round < 15; round++) {
      const ids = Array.from({ length: 20 }, () => randomUUID());
      const responses = await Promise.all([
        ...ids.map((id) => ada.send('crosswise', id)),
        ...ids.toReversed().map((id) => there.send('crosswise', id)),
      ]);
      assert.deepEqual(statusesOf(responses), [...Array<number>(20).fill(200), ...Array<number>(20).fill(201)]);
    }
  });
});

describe('POST /messages with invalid input', () => {
  const good = { id: randomUUID(), message: 'Hello' };
  const bad: [string, unknown, string][] = [
    ['no id', { message: 'Hello' }, '/body/id'],
    ['an id that is not a UUID', { ...good, id: '42' }, '/body/id'],
    ['an id in capitals', { ...good, id: 'A' + good.id.slice(1).toUpperCase() }, '/body/id'],
    ['no message', { id: good.id }, '/body/message'],
    ['an empty message', { ...good, message: '' }, '/body/message'],
    ['a blank message', { ...good, message: ' \n\u00a0 ' }, '/body/message'],
    ['a message over 4,000 characters', { ...good, message: 'x'.repeat(4001) }, '/body/message'],
    ['NUL', { ...good, message: 'a\0b' }, '/body/message'],
    ['a control character', { ...good, message: 'a\u001bb' }, '/body/message'],
    ['a lone surrogate', { ...good, message: 'a\ud800b' }, '/body/message'],
    ['a number for a message', { ...good, message: 42 }, '/body/message'],
    ['an unknown field', { ...good, color: 'red' }, '/body/color'],
    ['an invalid room name', { ...good, room: 'No Room' }, '/body/room'],
  ];
  for (const [what, body, field] of bad) {
    it(`refuses ${what}`, async () => {
      const { errors } = await assertProblem(replicas.person().request('POST', '/messages', body), 400, 'validation');
      assert.deepEqual([...new Set(errors?.map((error) => error.field))], [field]);
    });
  }

  it('refuses bodies that are malformed, too large or of another media type', async () => {
    const ada = replicas.person();
    await assertProblem(ada.request('POST', '/messages', '{"id":'), 400, 'malformed-body');
    await assertProblem(ada.send('x'.repeat(70_000)), 413, 'payload-too-large');
    const text = ada.request('POST', '/messages', 'Hello', { 'Content-Type': 'text/plain' });
    await assertProblem(text, 415, 'unsupported-media-type');
  });

  it('refuses an unknown room', async () => {
    await assertProblem(replicas.person().send('Hello', randomUUID(), 'attic'), 404, 'unknown-room');
  });

  it('refuses missing, forged, expired and revoked tokens', async () => {
    const url = replicas.url(0);
    await assertProblem(fetch(`${url}/messages`), 401, 'unauthenticated');
    const expired = replicas.person(0, { exp: Math.floor(Date.now() / 1000) - 1 });
    await assertProblem(expired.send('Hello'), 401, 'unauthenticated');
    const revoked = replicas.person(0);
    replicas.auth.end(revoked.caller.sid);
    await assertProblem(revoked.send('Hello'), 401, 'unauthenticated');
    const madeUp = await fetch(`${url}/messages`, { headers: { Authorization: 'Bearer made-up' } });
    await assertProblem(madeUp, 401, 'unauthenticated');
  });
});

describe('the send limit', () => {
  it('applies across replicas, to new messages and edits only', async () => {
    const variables = { SEND_LIMIT: '5' };
    const [first, second] = [await replicas.start(variables), await replicas.start(variables)];
    const ada = replicas.person().at(first.url);
    const there = ada.at(second.url);
    await untilAFreshMinute(20);

    const id = randomUUID();
    await ada.post('one', id);
    for (let again = 0; again < 10; again++) assert.equal((await there.send('one', id)).status, 200);
    await there.post('two');
    await ada.edit(id, 'edited');
    await ada.edit(id, 'edited');
    const burst = await Promise.all(
      Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? ada : there).send(`burst ${index}`)),
    );
    assert.deepEqual(statusesOf(burst), [201, 201, ...Array<number>(8).fill(429)]);
    await assertProblem(ada.send('too much'), 429, 'rate-limited');
    await assertProblem(there.request('PATCH', `/messages/${id}`, { message: 'too much' }), 429, 'rate-limited');
    assert.equal((await there.send('one', id)).status, 200);

    await replicas.person().at(first.url).post('somebody else');
    await ada.delete(id);
  });
});

/** Limits count per clock minute: waits if less than this many seconds of the current one are left. */
async function untilAFreshMinute(seconds: number): Promise<void> {
  const left = 60 - ((Date.now() / 1000) % 60);
  if (left < seconds) await new Promise((resolve) => setTimeout(resolve, left * 1000 + 50));
}
