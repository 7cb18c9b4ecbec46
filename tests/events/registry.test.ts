/**
 * Every kind of event, by its name in the contract: message-service emits it, and the page that applies it to what it had
 * shows what a fresh snapshot shows. That the page handles each kind is checked by the compiler, in its dispatch.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import type { components } from '../../generated/types/messages.ts';
import { MessageLog } from '../../frontend/src/stores/message-log.ts';
import { eventFilter } from '../../services/messages/events/event-kinds.ts';
import type { Person } from '../../services/messages/testing/person.ts';
import { replicasForTests } from '../../services/messages/testing/replicas.ts';
import { createRoom, type TestRoom } from '../../services/messages/testing/rooms.ts';

type Event = components['schemas']['Event'];
type Message = components['schemas']['Message'];

interface Scene {
  ada: Person;
  administrator: Person;
  /** A message of Ada's that is part of the snapshot. */
  known: Message;
  /** Ada's. */
  room: TestRoom;
}

/** What makes each kind happen. A kind that is missing here does not compile. */
const causes: Record<Event['type'], (scene: Scene) => Promise<unknown>> = {
  created: ({ ada }) => ada.post('Another one'),
  edited: ({ ada, known }) => ada.edit(known.id, 'Changed'),
  deleted: ({ ada, known }) => ada.delete(known.id),
  cleared: ({ administrator }) => administrator.request('DELETE', '/messages/clear'),
  'member-joined': ({ administrator, room }) => room.add(administrator),
  'member-changed': ({ administrator, room }) => room.promote(administrator),
  'member-left': ({ administrator, room }) => room.remove(administrator),
  'room-changed': ({ room }) => room.rename('Another name'),
};

/** Those that a client receives who names no kinds and no rooms. */
const isDefault = (kind: string) => eventFilter().includes(kind);

/** What a page shows. When a cleared message was deleted only the database knows. */
const shown = (log: MessageLog) =>
  log.messages.map(({ deletedAt, ...message }) => ({ ...message, deleted: !!deletedAt }));

async function snapshot(person: Person): Promise<{ log: MessageLog; cursor: number }> {
  const page = await person.history({ limit: 200 });
  const log = new MessageLog();
  log.begin(page);
  return { log, cursor: page.cursor };
}

describe('the kinds of events', () => {
  const replicas = replicasForTests();
  let scene: Scene;

  before(async () => {
    const ada = replicas.person(0);
    scene = {
      ada,
      administrator: replicas.person(1, { roles: ['account', 'admin'] }),
      known: await ada.post('Known'),
      room: await createRoom(replicas, ada),
    };
  });

  it('are those of the contract', () => {
    const bundle = readFileSync(new URL('../../generated/openapi/messages.json', import.meta.url), 'utf8');
    const { components } = JSON.parse(bundle) as {
      components: { schemas: { Event: { discriminator: { mapping: Record<string, string> } } } };
    };
    assert.deepEqual(Object.keys(causes).sort(), Object.keys(components.schemas.Event.discriminator.mapping).sort());
  });

  for (const [kind, cause] of Object.entries(causes).filter(([kind]) => !isDefault(kind))) {
    it(`${kind}: is for those who name it, in all rooms`, async () => {
      const { cursor: after } = await scene.ada.events();
      await cause(scene);
      const { events } = await scene.ada.events({ after, rooms: 'mine', types: [kind] });
      assert.deepEqual(
        events.map(({ type, room }) => [type, room]),
        [[kind, scene.room.id]],
      );
      assert.deepEqual((await scene.ada.events({ after, rooms: 'mine' })).events, []);
    });
  }

  for (const [kind, cause] of Object.entries(causes).filter(([kind]) => isDefault(kind))) {
    it(`${kind}: a snapshot and the events after it are a fresh snapshot`, async () => {
      scene.known = await scene.ada.post('Known');
      const { log, cursor } = await snapshot(scene.ada);
      await cause(scene);
      const { events } = await scene.ada.events({ after: cursor, limit: 500 });
      assert.deepEqual(
        events.map(({ type }) => type),
        [kind],
      );
      log.apply(events);
      const fresh = await snapshot(scene.ada);
      assert.deepEqual(shown(log), shown(fresh.log));
      // Events that the snapshot already includes change nothing, as after a resume.
      fresh.log.apply((await scene.ada.events({ after: 0, limit: 500 })).events);
      assert.deepEqual(shown(fresh.log), shown(log));
    });
  }
});
