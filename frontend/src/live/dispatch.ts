import { batch } from '@preact/signals-core';
import type {
  ChatEvent,
  DetailedChange,
  DetailedSnapshot,
  Message,
  Preferences,
  PresenceChange,
  PresenceSnapshot,
  Signal,
} from '../api/types.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { People } from '../stores/people.ts';
import type { PreferenceStore } from '../stores/preferences.ts';
import type { PresenceStore } from '../stores/presence.ts';
import type { RoomList } from '../stores/room-list.ts';
import type { Room } from '../stores/room.ts';

/** An event of user-service's stream, without details if a replica of the release before sends it. */
export type PresenceEvent =
  | { type: 'snapshot'; snapshot: PresenceSnapshot | DetailedSnapshot }
  | { type: 'change'; change: PresenceChange | DetailedChange }
  | { type: 'preferences'; preferences: Preferences };

/** What events change. */
export interface Stores {
  /** The rooms that were opened. */
  rooms: ReadonlyMap<string, Room>;
  roomList: RoomList;
  outbox: Outbox;
  people: People;
  presence: PresenceStore;
  preferences: PreferenceStore;
  /** Receives every message that arrives, once. */
  onArrival: (message: Message) => void;
}

type News = ChatEvent | Signal | PresenceEvent;

/** Passes events to the stores. What is derived from these, and rendered, follows once for all of them. */
export function dispatchAll(news: readonly News[], stores: Stores): void {
  batch(() => {
    for (const each of news) dispatch(each, stores);
  });
}

function dispatch(news: News, stores: Stores): void {
  const { rooms, roomList, outbox, people, presence, preferences, onArrival } = stores;
  switch (news.type) {
    case 'created':
      passOn(news, stores);
      // The response to the sender's request may have been lost.
      outbox.confirm([news.message]);
      onArrival(news.message);
      return;
    case 'edited':
    case 'deleted':
    case 'cleared':
    case 'member-joined':
    case 'member-left':
    case 'member-changed':
    case 'room-changed':
      passOn(news, stores);
      return;
    case 'typing':
      rooms.get(news.room)?.receiveTyping(news);
      return;
    case 'read':
    case 'membership':
      roomList.receive(news);
      return;
    case 'snapshot':
      people.remember(news.snapshot.users);
      presence.begin(news.snapshot);
      return;
    case 'change':
      people.remember(news.change.joined);
      presence.apply(news.change);
      return;
    case 'preferences':
      preferences.receive(news.preferences);
      return;
    default:
      // A kind of the contract without a case above does not compile; one that a later server sends unasked is ignored.
      news satisfies never;
  }
}

function passOn(event: ChatEvent, { rooms, roomList }: Stores): void {
  rooms.get(event.room)?.apply(event);
  roomList.apply(event);
}
