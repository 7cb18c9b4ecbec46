import { batch } from '@preact/signals-core';
import type { ChatEvent, Message, PresenceChange, PresenceSnapshot } from '../api/types.ts';
import type { Outbox } from '../stores/outbox.ts';
import type { People } from '../stores/people.ts';
import type { PresenceStore } from '../stores/presence.ts';
import type { Room } from '../stores/room.ts';

/** An event of the presence stream. */
export type PresenceEvent =
  { type: 'snapshot'; snapshot: PresenceSnapshot } | { type: 'change'; change: PresenceChange };

/** What events change. */
export interface Stores {
  rooms: ReadonlyMap<string, Room>;
  outbox: Outbox;
  people: People;
  presence: PresenceStore;
  /** Receives every message that arrives in one of the rooms, once. */
  onArrival: (message: Message) => void;
}

/** Passes events to the stores. What is derived from these, and rendered, follows once for all of them. */
export function dispatchAll(events: readonly (ChatEvent | PresenceEvent)[], stores: Stores): void {
  batch(() => {
    for (const event of events) dispatch(event, stores);
  });
}

function dispatch(event: ChatEvent | PresenceEvent, { rooms, outbox, people, presence, onArrival }: Stores): void {
  switch (event.type) {
    case 'created':
      rooms.get(event.room)?.timeline.apply(event);
      // The response to the sender's request may have been lost.
      outbox.confirm([event.message]);
      if (rooms.has(event.room)) onArrival(event.message);
      return;
    case 'edited':
    case 'deleted':
    case 'cleared':
      rooms.get(event.room)?.timeline.apply(event);
      return;
    case 'snapshot':
      people.remember(event.snapshot.users);
      presence.begin(event.snapshot);
      return;
    case 'change':
      people.remember(event.change.joined);
      presence.apply(event.change);
      return;
    default:
      // A kind of the contract without a case above does not compile; one that a later server sends unasked is ignored.
      event satisfies never;
  }
}
