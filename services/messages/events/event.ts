import type { components } from '../../../generated/types/messages.ts';
import type { Subjects } from '../../shared/log/log.ts';
import { toMessage, type Message, type MessageRow } from '../messages/message.ts';
import { isKnown } from './event-kinds.ts';

export type Event = components['schemas']['Event'];

/** An event joined to its message. */
export type EventRow = { event_seq: number; event_type: string; event_room: string } & (MessageRow | { id: null });

/**
 * Undefined for a kind that this release does not know: its replicas run beside those of the next one during an update.
 *
 * @param asOf the log's end when the row was read
 */
export function toEvent(row: EventRow, asOf: number): Event | undefined {
  const { event_seq: seq, event_type: type, event_room: room } = row;
  if (!isKnown(type)) return undefined;
  if (type === 'cleared') return { seq, type, room };
  if (row.id === null) throw new Error(`event ${seq} (${type}) has no message`);
  return { seq, type, room, message: toMessage(row, asOf) };
}

/** The event of a new message. */
export function createdEvent(message: Message): Extract<Event, { type: 'created' }> {
  return { seq: message.seq, type: 'created', room: message.room, message };
}

/** Events carry messages as they are now: a later event of a message changes what its earlier ones show. */
export const messagesOfEvents: Subjects<Event> = {
  subjectOf: (event) => (event.type === 'cleared' ? undefined : event.message.id),
  isFirst: ({ type }) => type === 'created',
  changesOthers: ({ type }) => type === 'cleared',
};
