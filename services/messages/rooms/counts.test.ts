/** Random histories of several people and devices: what `GET /rooms` counts is what counting everything by hand gives. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { seededRandom } from '../../../testkit/seeded-random.ts';
import type { Person } from '../testing/person.ts';
import { replicasForTests } from '../testing/replicas.ts';
import { ACCOUNT, addMember, createRoom, listRooms, mention, openDirect } from '../testing/room-calls.ts';

const ROUNDS = 25;
const AT_ONCE = 6;

interface Model {
  room: string;
  sub: string;
  unread: number;
  mentions: number;
}

/** Counts without limits, indexes or anything that the service's statement uses to be fast. */
const BY_HAND = `
  SELECT m.room, m.sub,
    count(s.id) FILTER (WHERE s.seq > m.read_seq AND s.seq > m.joined_seq)::integer AS unread,
    count(s.id) FILTER (WHERE s.seq > m.read_seq AND s.seq > m.joined_seq AND EXISTS (
      SELECT FROM messages.message_mentions AS n WHERE n.message_id = s.id AND (n.sub = m.sub OR n.sub IS NULL)
    ))::integer AS mentions
  FROM messages.memberships AS m
  LEFT JOIN messages.shown_messages AS s ON s.room = m.room AND s.sub <> m.sub AND s.deleted_at IS NULL
  GROUP BY m.room, m.sub`;

const replicas = replicasForTests();

/** What was answered with 503 may still be stored meanwhile: then the two counts are of different moments. */
async function assertCounts(person: Person, attempts = 5): Promise<void> {
  const { rows } = await replicas.admin.query<Model>(BY_HAND);
  const expected = rows
    .filter(({ sub }) => sub === person.caller.sub)
    .map(({ room, unread, mentions }) => [room, Math.min(unread, 100), Math.min(mentions, 100)]);
  const listed = (await listRooms(person)).rooms.map(({ id, unread, mentions }) => [id, unread, mentions]);
  if (attempts > 1 && !isDeepStrictEqual(listed.sort(), expected.sort())) return assertCounts(person, attempts - 1);
  assert.deepEqual(listed, expected, person.caller.username);
}

it('counts of unread messages and mentions equal a count by hand, whatever happens at the same time', async (test) => {
  const { seed, random } = seededRandom();
  test.diagnostic(`seed ${seed}`);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const people = ['Ada', 'Ben', 'Cleo', 'Dora'].map((username, index) =>
    replicas.person((index % 2) as 0 | 1, { ...ACCOUNT, username }),
  );
  const [ada, ben, cleo] = people as [Person, Person, Person];
  for (const person of people) await listRooms(person);
  const owned = [await createRoom(ada), await createRoom(ben)];
  for (const room of owned) for (const person of people) await addMember(person, room.id);
  const direct = await openDirect(ada, [ben, cleo]);
  const rooms = ['general', direct.id, ...owned.map(({ id }) => id)];
  const sent: { id: string; by: Person }[] = [];
  /** Positions to which markers move. */
  let markers: number[] = [];
  const ok = async (request: Promise<Response>) => {
    const response = await request;
    // Who has just left, or was not there yet, is refused, and a busy machine is too slow; nothing may fail otherwise.
    const text = await response.text();
    assert.ok(response.ok || [403, 404, 409, 503].includes(response.status), text);
  };

  const act = () => {
    // Two devices of a person are at different replicas.
    const person = pick(people).at(replicas.url(pick([0, 1])));
    const room = pick(rooms);
    const dice = random();
    const one = sent.length > 0 ? pick(sent) : undefined;
    const mentions = pick([
      undefined,
      [mention(pick(people))],
      [{ as: 'room' }],
      [mention(ada), mention(ben), { as: 'room' }],
    ]);
    if (dice < 0.45 || !one) {
      const body = { id: randomUUID(), room, message: `@Ada ${dice}`, ...(mentions ? { mentions } : {}) };
      sent.push({ id: body.id, by: person });
      return ok(person.request('POST', '/messages', body));
    }
    if (dice < 0.55) return ok(one.by.request('PATCH', `/messages/${one.id}`, { message: `@Ben ${dice}`, mentions }));
    if (dice < 0.65) return ok(one.by.request('DELETE', `/messages/${one.id}`));
    if (dice < 0.67) return ok(pick([ada, ben]).request('DELETE', `/rooms/${pick(owned).id}/messages`));
    if (dice < 0.75) return ok(person.request('DELETE', `/rooms/${pick(owned).id}/members/${person.caller.sub}`));
    if (dice < 0.85) return ok(person.request('PUT', `/rooms/${pick(owned).id}/members/${person.caller.sub}`));
    const seq = markers.length > 0 ? pick(markers) : 0;
    if (dice < 0.97) return ok(person.request('PUT', `/rooms/${room}/read`, { seq, unread: random() < 0.3 }));
    return ok(person.request('PUT', '/rooms/read', { seq }));
  };

  for (let round = 0; round < ROUNDS; round++) {
    markers = (await ada.history({ limit: 20 })).messages.map(({ seq }) => seq);
    await Promise.all(Array.from({ length: AT_ONCE }, act));
    for (const person of people) await assertCounts(person);
  }
});
