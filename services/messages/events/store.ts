import type pg from 'pg';
import { Batcher } from '../../shared/database/batcher.ts';
import { firstRowOf, rowsOf, type Statement } from '../../shared/database/statement.ts';
import {
  BEYOND,
  type EventPage,
  type LogSource,
  type PageRequest,
  type RoomsRequest,
  type RoomsSnapshot,
  type Snapshot,
} from '../../shared/log/log.ts';
import { PersonTopic } from '../../shared/log/person-topic.ts';
import { EVENTS_BY_ROOM } from '../indexes.ts';
import { MESSAGE_COLUMNS } from '../messages/message.ts';
import { DEFAULT_ROOM } from '../rooms/permissions.ts';
import { subjectsOfEvents, toEvent, type Event, type EventRow } from './event.ts';

/** The channel that the database notifies, with the log's end, when the log grows. */
export const LOG_GREW = 'messages_log';

interface SnapshotRow {
  end_seq: number;
  is_cursor: boolean;
}
/** Pages join the rows found to the snapshot; if none was found, one row has the snapshot only. */
type EventPageRow = SnapshotRow & { start_seq: number } & ((EventRow & { nth: number | null }) | { event_seq: null });

/** Maximum wait for the statement that reads the rooms. */
const ROOMS_TIMEOUT_MS = 3_000;

/** The events that one statement searches for those of some kinds or rooms: rare ones must not make it read them all. */
const MAX_SEARCHED = 20_000;

/** All rooms' events of all kinds. */
const EVENTS = 'SELECT *, NULL AS nth FROM events WHERE seq > $1 ORDER BY seq LIMIT $2';

/** Those of the kinds, and the last one that was searched, where the next page starts. */
const ofKinds = (condition: string, order: string) => `
  SELECT * FROM (
    SELECT *, row_number() OVER (ORDER BY ${order}) AS nth FROM events WHERE ${condition}
    ORDER BY ${order} LIMIT ${MAX_SEARCHED}
  ) AS searched
  WHERE type = ANY ($4::event_type[]) OR nth = ${MAX_SEARCHED} ORDER BY ${order} LIMIT $2`;

/**
 * A room's events, by the index on room and number once it is valid, by number until then. Comparing pairs leaves the
 * planner no choice: by itself it reads by number and filters, since it plans for any room, not for a quiet one.
 */
const HAS_INDEX = `EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass('${EVENTS_BY_ROOM.name}') AND indisvalid)`;
const ROOM_EVENTS = `
  (${ofKinds(`${HAS_INDEX} AND (room, seq) > ($3, $1) AND (room, seq) <= ($3, $5)`, 'room, seq')})
  UNION ALL
  (${ofKinds(`NOT ${HAS_INDEX} AND room = $3 AND seq > $1 AND seq <= $5`, 'seq')})`;

/**
 * Those of a person's rooms, and those about the person, among the next numbers. Read by number, whichever rooms they are:
 * the two conditions are hashed once per page, and a join with the rooms would read all numbers before it sorts them.
 */
const AFTER = 'greatest($1, log.start_seq)';
const PERSON_EVENTS = `
  SELECT *, NULL AS nth FROM events
  WHERE seq > ${AFTER} AND seq <= least(${AFTER} + ${MAX_SEARCHED}, $5) AND type = ANY ($4::event_type[])
    AND (
      room IN (SELECT unnest($3::text[]))
      OR seq IN (SELECT m.seq FROM membership_events AS m WHERE m.sub = $6 AND m.seq > $1 AND m.seq <= $5)
    )
  ORDER BY seq LIMIT $2`;

/** What an event says of a member or of its room; looked up for those kinds alone. */
const FACTS = `
  CASE
    WHEN event.type IN ('member-joined', 'member-left', 'member-changed')
      THEN (SELECT to_json(m) FROM membership_events AS m WHERE m.seq = event.seq)
    WHEN event.type = 'room-changed' THEN (
      SELECT json_build_object('name', name, 'topic', topic, 'archived', archived_at IS NOT NULL)
      FROM chat_rooms WHERE id = event.room
    )
  END AS facts`;

/**
 * OFFSET 0 forces the plan: first the few events, then each one's message, whatever the tables' sizes. Consecutive
 * messages are adjacent in the index by number; in the one by id they are scattered.
 */
const eventPage = (events: string) => `
  SELECT log.start_seq, log.end_seq, (SELECT is_cursor($1)) AS is_cursor, page.*
  FROM log LEFT JOIN LATERAL (
    SELECT event.seq AS event_seq, event.type AS event_type, event.room AS event_room, event.nth, ${FACTS}, message.*
    FROM (${events}) AS event
    LEFT JOIN LATERAL (
      SELECT ${MESSAGE_COLUMNS} FROM readable_messages
      WHERE event.type = 'created' AND room = event.room AND seq = event.seq
      UNION ALL
      SELECT ${MESSAGE_COLUMNS} FROM readable_messages WHERE event.type <> 'created' AND id = event.message_id
      OFFSET 0
    ) AS message ON true
  ) AS page ON true
  WHERE log.one ORDER BY page.event_seq`;

const statements = {
  events: { name: 'events', text: eventPage(EVENTS) },
  roomEvents: { name: 'room-events', text: eventPage(ROOM_EVENTS) },
  personEvents: { name: 'person-events', text: eventPage(PERSON_EVENTS) },
  roomsOf: {
    name: 'rooms-of-person',
    text: `
      SELECT end_seq, is_cursor(request.cursor) AS is_cursor, end_seq - greatest(request.cursor, start_seq) AS behind,
        coalesce((SELECT json_object_agg(room, joined_seq) FROM memberships WHERE sub = request.sub), '{}') AS rooms
      FROM log, unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS request (sub, cursor, nth)
      WHERE log.one ORDER BY request.nth`,
  },
  // Not before the log's start: such a cursor may be invalid.
  nearEnd: {
    name: 'near-end',
    text: `
      SELECT greatest(start_seq, (SELECT seq FROM events ORDER BY seq DESC OFFSET $1 LIMIT 1)) AS seq
      FROM log WHERE one`,
  },
  cursor: { name: 'cursor', text: 'SELECT end_seq, is_cursor($1) AS is_cursor FROM log WHERE one' },
} satisfies Record<string, Statement>;

const toSnapshot = ({ end_seq, is_cursor }: SnapshotRow): Snapshot => ({ end: end_seq, isCursor: is_cursor });

function toPage(rows: EventPageRow[]) {
  const [first] = rows;
  if (!first) throw new Error('the table log has no row');
  const found = rows.filter((row) => row.event_seq !== null);
  return { snapshot: toSnapshot(first), start: first.start_seq, found, last: found.at(-1) };
}

/** Reads the log's events. Every method throws `unavailable` if the database is unreachable. */
export class EventStore implements LogSource<Event> {
  readonly #pool: pg.Pool;
  /** After the end of a replica all its streams open elsewhere at once. */
  readonly #rooms = new Batcher<RoomsRequest, RoomsSnapshot>((requests) => this.#roomsOfAll(requests), {
    queueFull: 'Too many streams are being opened.',
    timeoutMs: ROOMS_TIMEOUT_MS,
    isAbandoned: ({ isAbandoned }) => isAbandoned?.() ?? false,
  });

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  async events({ topic, after, upTo, limit }: PageRequest): Promise<EventPage<Event>> {
    if (topic?.kinds.length === 0) {
      const snapshot = await this.cursor(after);
      return { ...snapshot, events: [], hasMore: false, cursor: upTo ?? snapshot.end };
    }
    if (topic instanceof PersonTopic) return this.#eventsOfPerson(topic, after, upTo ?? BEYOND, limit);
    const rows = await (topic === undefined
      ? rowsOf<EventPageRow>(this.#pool, statements.events, [after, limit])
      : rowsOf<EventPageRow>(this.#pool, statements.roomEvents, [
          after,
          limit,
          topic.room,
          topic.kinds,
          upTo ?? BEYOND,
        ]));
    const { snapshot, found, last } = toPage(rows);
    const more = last && (found.length === limit || last.nth === MAX_SEARCHED) ? last.event_seq : undefined;
    const wanted = topic ? found.filter((row) => topic.kinds.includes(row.event_type)) : found;
    return {
      ...snapshot,
      events: wanted.flatMap((row) => toEvent(row, snapshot.end) ?? []),
      hasMore: more !== undefined,
      cursor: more ?? upTo ?? snapshot.end,
    };
  }

  async #eventsOfPerson(topic: PersonTopic, after: number, upTo: number, limit: number): Promise<EventPage<Event>> {
    const values = [after, limit, [...topic.rooms.keys()], topic.kinds, upTo, topic.sub];
    const { snapshot, start, found, last } = toPage(
      await rowsOf<EventPageRow>(this.#pool, statements.personEvents, values),
    );
    const end = Math.min(upTo, snapshot.end);
    const searched = Math.min(Math.max(after, start) + MAX_SEARCHED, end);
    const cursor = last && found.length === limit ? last.event_seq : searched;
    const events = found.flatMap((row) => toEvent(row, snapshot.end) ?? []);
    return {
      ...snapshot,
      // The statement does not know since when the person is in each room.
      events: events.filter((event) => topic.receives({ ...event, change: subjectsOfEvents.changeOf(event) })),
      hasMore: cursor < end,
      cursor,
    };
  }

  roomsOf(request: RoomsRequest): Promise<RoomsSnapshot> {
    return this.#rooms.add(request);
  }

  async #roomsOfAll(requests: readonly RoomsRequest[]): Promise<RoomsSnapshot[]> {
    type Row = SnapshotRow & { behind: number; rooms: Record<string, number> };
    const values = [requests.map(({ sub }) => sub), requests.map(({ cursor }) => cursor)];
    const rows = await rowsOf<Row>(this.#pool, statements.roomsOf, values);
    return rows.map((row) => {
      // Everybody is in `general`, and always was.
      const rooms = new Map(Object.entries(row.rooms)).set(DEFAULT_ROOM, 0);
      return { ...toSnapshot(row), rooms, behind: row.behind };
    });
  }

  async nearEnd(events: number): Promise<number> {
    const row = await firstRowOf<{ seq: number }>(this.#pool, statements.nearEnd, [events]);
    return row.seq;
  }

  async cursor(cursor: number): Promise<Snapshot> {
    return toSnapshot(await firstRowOf<SnapshotRow>(this.#pool, statements.cursor, [cursor]));
  }
}
