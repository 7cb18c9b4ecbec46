import { signal } from '@preact/signals-core';
import type { Api } from '../../api/client.ts';
import type { Message } from '../../api/types.ts';
import { browserStorage } from '../../state/storage.ts';
import { Drafts } from '../../stores/draft.ts';
import { GENERAL } from '../../stores/general.ts';
import { OutboxStorage } from '../../stores/outbox-storage.ts';
import { Outbox } from '../../stores/outbox.ts';
import { People } from '../../stores/people.ts';
import { PreferenceStore } from '../../stores/preferences.ts';
import { PresenceStore } from '../../stores/presence.ts';
import { RoomList } from '../../stores/room-list.ts';
import { Room } from '../../stores/room.ts';
import { dispatchAll, type Stores } from '../dispatch.ts';
import { EventLog, type EventBatch } from '../event-log.ts';
import { ADA, room as sampleRoom, roomsApi } from '../../stores/testing/samples.ts';

/** The stores of a session in `general`, its log, and what they have reported. Nothing is sent, and no timer runs. */
export function testStores(api: Api, rooms = [sampleRoom()]) {
  const storage = browserStorage(() => null);
  const arrived: Message[] = [];
  const batches: EventBatch[] = [];
  const outbox = new Outbox({
    storage: new OutboxStorage(ADA, storage),
    send: () => new Promise(() => undefined),
    onSent: () => undefined,
  });
  const roomList: RoomList = new RoomList({
    api: roomsApi(rooms),
    me: ADA.sub,
    position: () => log.cursor,
    later: () => () => undefined,
  });
  const room: Room = new Room({
    id: GENERAL,
    api,
    person: signal(ADA),
    outbox,
    draft: new Drafts(ADA.sub, storage).of(GENERAL),
    list: roomList,
    position: () => log.cursor,
    started: signal(true),
  });
  const stores: Stores = {
    rooms: new Map([[room.id, room]]),
    roomList,
    outbox,
    people: new People(ADA.sub, storage),
    presence: new PresenceStore(),
    preferences: new PreferenceStore(ADA.sub, api, storage),
    onArrival: (message) => arrived.push(message),
  };
  const log: EventLog = new EventLog(api, {
    async load() {
      const [position] = await Promise.all([room.timeline.load(), roomList.load()]);
      return position;
    },
    isWhole: () => roomList.supported.peek(),
    onBatch(batch) {
      batches.push(batch);
      dispatchAll(batch.events, stores);
    },
  });
  return { stores, room, roomList, timeline: room.timeline, log, arrived, batches };
}
