/** How events change what a person knows of a room. */
import type { ChatEvent, Message, MyRoom } from '../api/types.ts';

/** Counts are exact up to 99; this means "more". */
export const MANY = 100;

/** The room after an event. If not `exact`, its counts or last message depend on what the page does not know. */
export interface Applied {
  room: MyRoom;
  exact: boolean;
}

/** Applies an event of the room that is after everything that the room's values include. */
export function applyEvent(room: MyRoom, event: ChatEvent, me: string): Applied {
  switch (event.type) {
    case 'created':
      return { room: withMessage(room, event.message, me), exact: true };
    case 'edited':
      // What it mentioned before is unknown.
      return { room, exact: !isUnread(room, event.message, me) || !mayMention(room, event.message) };
    case 'deleted':
      return { room, exact: !isUnread(room, event.message, me) && room.lastMessage?.seq !== event.message.seq };
    case 'cleared':
      return { room: cleared(room), exact: true };
    case 'member-joined':
      return { room: withMembers(room, 1), exact: event.member.sub !== me };
    case 'member-left':
      return { room: withMembers(room, -1), exact: true };
    case 'member-changed':
      return { room: event.member.sub === me ? { ...room, role: event.member.role } : room, exact: true };
    case 'room-changed':
      return changed(room, event);
    default:
      event satisfies never;
      return { room, exact: true };
  }
}

/** The room once everything up to `seq` is read; `rest` is what is unread after it, where the page knows it. */
export function read(room: MyRoom, seq: number, rest?: Pick<MyRoom, 'unread' | 'mentions'>): Applied {
  const marked = { ...room, marker: seq };
  if (seq >= (room.lastMessage?.seq ?? 0)) return { room: { ...marked, unread: 0, mentions: 0 }, exact: true };
  return rest ? { room: { ...marked, ...rest }, exact: true } : { room: marked, exact: false };
}

/** Whether a message of another mentions the user, by name or by `@room`. */
export function isMention({ sub: author, mentions }: Message, me: string): boolean {
  return author !== me && (mentions?.some(({ sub }) => sub === undefined || sub === me) ?? false);
}

/** Whether nothing of the room notifies the user. */
export function isMuted({ level, mutedUntil }: MyRoom, now = Date.now()): boolean {
  return level === 'none' || (mutedUntil !== undefined && Date.parse(mutedUntil) > now);
}

function withMessage(room: MyRoom, message: Message, me: string): MyRoom {
  const { seq, timestamp, deletedAt } = message;
  if (deletedAt !== undefined) return room;
  const next = { ...room, hidden: false, lastMessage: { seq, timestamp } };
  if (!isUnread(room, message, me)) return next;
  const mentions = room.mentions + (isMention(message, me) ? 1 : 0);
  return { ...next, unread: Math.min(MANY, room.unread + 1), mentions: Math.min(MANY, mentions) };
}

function isUnread({ marker, joinedSeq }: MyRoom, { sub, seq }: Message, me: string): boolean {
  return sub !== me && seq > Math.max(marker, joinedSeq);
}

function mayMention({ mentions }: MyRoom, message: Message): boolean {
  return mentions > 0 || (message.mentions?.length ?? 0) > 0;
}

function cleared(room: MyRoom): MyRoom {
  const next = { ...room, unread: 0, mentions: 0 };
  delete next.lastMessage;
  return next;
}

/** The set of people of a direct room is fixed, and everybody is in `general`, which counts none. */
function withMembers(room: MyRoom, change: number): MyRoom {
  return room.kind === 'direct' ? room : { ...room, members: Math.max(0, room.members + change) };
}

/** A restored room may have changed meanwhile. */
function changed(
  room: MyRoom,
  { name, topic, archived }: MyRoom | Extract<ChatEvent, { type: 'room-changed' }>,
): Applied {
  return { room: { ...room, name, topic, archived }, exact: archived || !room.archived };
}
