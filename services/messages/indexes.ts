import type { Index } from '../shared/database/indexes.ts';

/**
 * A room's events by number: who resumes in a quiet room reads no events of others. Until it is built, they are read by
 * the primary key and filtered.
 */
export const EVENTS_BY_ROOM: Index = { name: 'events_by_room', table: 'events', columns: 'room, seq' };

/**
 * What a person has not read of a room is counted without reading the messages. Until it is built, they are read by the
 * unique index on room and number.
 */
export const MESSAGES_UNREAD: Index = {
  name: 'messages_unread',
  table: 'messages',
  columns: 'room, seq',
  rest: 'INCLUDE (sub) WHERE deleted_at IS NULL',
};

/** Built while the service runs, by the Job message-indexes or by the local start, not by a migration. */
export const INDEXES: readonly Index[] = [EVENTS_BY_ROOM, MESSAGES_UNREAD];
