import type { components } from '../../../generated/types/messages.ts';
import type { Subjects } from '../../shared/log/log.ts';
import { toMessage, type Message, type MessageRow } from '../messages/message.ts';
import { isKnown } from './event-kinds.ts';

export type Event = components['schemas']['Event'];

/** What a row of the table membership_events says. */
interface MembershipFacts {
  sub: string;
  username: string;
  guest: boolean;
  role: 'owner' | 'member';
  joined_at: string;
  by_sub: string | null;
}

/** A room as it is now. */
type RoomFacts = Pick<Extract<Event, { type: 'room-changed' }>, 'name' | 'topic' | 'archived'>;

/** An event joined to its message, or to what it says of a member or of its room. */
export type EventRow = {
  event_seq: number;
  event_type: string;
  event_room: string;
  facts: MembershipFacts | RoomFacts | null;
} & (MessageRow | { id: null });

/**
 * Undefined for a kind that this release does not know: its replicas run beside those of the next one during an update.
 *
 * @param asOf the log's end when the row was read
 */
export function toEvent(row: EventRow, asOf: number): Event | undefined {
  const { event_seq: seq, event_type: type, event_room: room } = row;
  if (!isKnown(type)) return undefined;
  switch (type) {
    case 'cleared':
      return { seq, type, room };
    case 'room-changed':
      return { seq, type, room, ...(factsOf(row) as RoomFacts) };
    case 'member-left': {
      const { sub, username, by } = memberOf(factsOf(row) as MembershipFacts);
      return { seq, type, room, sub, username, ...by };
    }
    case 'member-joined':
    case 'member-changed': {
      const { by, ...member } = memberOf(factsOf(row) as MembershipFacts);
      return { seq, type, room, member: { ...member, gone: false }, ...by };
    }
    default:
      if (row.id === null) throw new Error(`event ${seq} (${type}) has no message`);
      return { seq, type, room, message: toMessage(row, asOf) };
  }
}

function factsOf({ event_seq, event_type, facts }: EventRow): MembershipFacts | RoomFacts {
  if (facts === null) throw new Error(`event ${event_seq} (${event_type}) has no facts`);
  return facts;
}

function memberOf({ sub, username, guest, role, joined_at, by_sub }: MembershipFacts) {
  const joinedAt = new Date(joined_at).toISOString();
  return { sub, username, guest, role, joinedAt, by: by_sub === null ? {} : { by: by_sub } };
}

/** The event of a new message. */
export function createdEvent(message: Message): Extract<Event, { type: 'created' }> {
  return { seq: message.seq, type: 'created', room: message.room, message };
}

/** Events carry messages and rooms as they are now: a later event of one changes what its earlier ones show. */
export const subjectsOfEvents: Subjects<Event> = {
  subjectOf: (event) => {
    if ('message' in event) return event.message.id;
    // The ids of messages are UUIDs.
    return event.type === 'room-changed' ? `room ${event.room}` : undefined;
  },
  isFirst: ({ type }) => type === 'created',
  changesOthers: ({ type }) => type === 'cleared',
  changeOf: (event) => {
    switch (event.type) {
      case 'member-joined':
      case 'member-changed':
        return { sub: event.member.sub, isMember: true };
      case 'member-left':
        return { sub: event.sub, isMember: false };
      default:
        return undefined;
    }
  },
};
