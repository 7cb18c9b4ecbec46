import type { PersonTopic } from './person-topic.ts';

/*
 * The engine of an ordered log, of which message-service has one. It knows no message.
 *
 * What always holds: every writer takes the log's lock first, in the one statement that is its whole transaction, so the
 * order of numbers is the order of commits. A reader that has seen number N has seen everything up to N, and its whole
 * state is that one number. A notification only wakes readers; losing one delays, and loses nothing.
 */

/** Greater than every `seq`. */
export const BEYOND = 2 ** 53;

/** What the engine knows of an event: its number, its kind, and the room whose readers receive it. */
export interface LogEvent {
  readonly seq: number;
  readonly type: string;
  readonly room: string;
}

/** How an event concerns a person's membership of its room. */
export interface MembershipChange {
  readonly sub: string;
  /** Whether the person is in the room from this event on. */
  readonly isMember: boolean;
}

/** What decides who receives an event. */
export interface AddressedEvent extends LogEvent {
  readonly change?: MembershipChange | undefined;
}

/** The kinds of events that a reader receives. One object per combination, since readers are grouped by it. */
export type EventFilter = readonly string[];

/** What a reader of one room follows. */
export interface Topic {
  room: string;
  kinds: EventFilter;
}

/** The log's end at the time of a read. */
export interface Snapshot {
  end: number;
  /** Whether the request's cursor is from this log. */
  isCursor: boolean;
}

/** The rooms of a person, each with the number of the event since which the person is in it. */
export type RoomsOfPerson = ReadonlyMap<string, number>;

export interface RoomsRequest {
  sub: string;
  cursor: number;
  /** Whether nobody waits for the answer any more. */
  isAbandoned?: () => boolean;
}

/** The person's rooms at the log's end, and how many numbers the cursor is behind it. */
export interface RoomsSnapshot extends Snapshot {
  rooms: RoomsOfPerson;
  behind: number;
}

/** The first events after `after`, up to `upTo`, of one topic, or all of them up to the log's end. */
export type PageRequest = { after: number; limit: number } & (
  { topic: Topic | PersonTopic; upTo?: number } | { topic?: undefined; upTo?: undefined }
);

/** Events in their order. Those of kinds that this release does not know are left out. */
export interface EventPage<Event> extends Snapshot {
  events: Event[];
  /** The position up to which the log was searched: at the last event or after it. */
  cursor: number;
  /** Whether there may be more events after the cursor. */
  hasMore: boolean;
}

/** Reads the log. Every method throws `unavailable` if the database is unreachable. */
export interface LogSource<Event extends LogEvent> {
  /** May find none and have more: one call searches a bounded part of the log for a topic's events. */
  events(page: PageRequest): Promise<EventPage<Event>>;
  /** Whether a cursor is from this log, and the log's current end. */
  cursor(cursor: number): Promise<Snapshot>;
  /** The rooms of a person, read after this call. Also throws `unavailable` if too many wait. */
  roomsOf(request: RoomsRequest): Promise<RoomsSnapshot>;
  /** A position with at most this many events after it. */
  nearEnd(events: number): Promise<number>;
}

/** What events are about, for the cache of recent ones, and whom they concern. */
export interface Subjects<Event extends LogEvent> {
  /** The id of what an event is about. All events of one subject carry its current state, so later ones change earlier ones. */
  subjectOf(event: Event): string | undefined;
  /** Whether the event is its subject's first, so that there are no earlier ones to look for. */
  isFirst(event: Event): boolean;
  /** Whether the event changes subjects that it does not name: then no earlier event is current any more. */
  changesOthers(event: Event): boolean;
  /** Whose membership of the room it concerns, if any. */
  changeOf(event: Event): MembershipChange | undefined;
}
