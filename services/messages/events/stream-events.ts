import type { components, operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import { invalid } from '../../shared/http/invalid.ts';
import type { Topic } from '../../shared/log/log.ts';
import { PersonTopic } from '../../shared/log/person-topic.ts';
import { isTooFarBehind, Subscription } from '../../shared/log/subscription.ts';
import { openStream } from '../../shared/streams/open.ts';
import { wantsStream } from '../../shared/http/streaming/stream.ts';
import { cursorGone, tooFarBehind } from '../cursor-gone.ts';
import { DEFAULT_ROOM, isInGeneral } from '../rooms/permissions.ts';
import type { MessageService } from '../service.ts';
import { eventFilter, signalFilter } from './event-kinds.ts';
import type { EventStore } from './store.ts';

type StreamEvents = operations['streamEvents'];
type EventPage = components['schemas']['EventPage'];

/** Streams the events of a room, or of the caller's rooms, from a cursor, or reads a page of them. */
export async function streamEvents(
  service: MessageService,
  request: ValidRequest<StreamEvents>,
): Promise<Reply<StreamEvents>> {
  const { query, header, rawHeaders, caller } = request;
  const { events, reads } = service;
  const topic = await topicOf(service, request);
  const cursor = header['Last-Event-ID'] ?? query.after;
  if (wantsStream(rawHeaders)) return openSubscription(service, request, topic, cursor);
  const read = () => pageOf(events, topic, cursor, query.limit ?? 100);
  return { status: 200, body: await reads.run(caller.sub, read) };
}

async function topicOf(
  { permissions }: MessageService,
  { query, rawHeaders, caller }: ValidRequest<StreamEvents>,
): Promise<Topic | PersonTopic> {
  const { sub } = caller;
  const kinds = eventFilter(query.types);
  if (query.rooms === 'mine') {
    if (query.room !== undefined) {
      throw invalid([{ field: '/query/room', detail: 'Send either `room` or `rooms=mine`, not both.' }]);
    }
    const outside = isInGeneral(caller) ? {} : { except: DEFAULT_ROOM };
    return new PersonTopic({ sub, kinds, signals: signalFilter(query.types), ...outside });
  }
  const room = await permissions.require(caller, query.room, 'room.read');
  // Nobody leaves `general`; a stream of another room ends to receive anything when the caller is removed from it.
  if (room === DEFAULT_ROOM || !wantsStream(rawHeaders)) return { room, kinds };
  return new PersonTopic({ sub, kinds, signals: [], only: room });
}

function openSubscription(
  service: MessageService,
  request: ValidRequest<StreamEvents>,
  topic: Topic | PersonTopic,
  cursor: number | undefined,
): Promise<Reply<StreamEvents>> {
  const { events: source, tail, logger } = service;
  return openStream(service, request, async () => {
    const log = { source, tail, logger, cursorGone, tooFarBehind };
    const subscription = await (topic instanceof PersonTopic
      ? Subscription.createForPerson(log, topic, cursor, () => request.disconnected)
      : Subscription.create(log, topic, cursor));
    return (stream) => void subscription.follow(stream);
  });
}

async function pageOf(
  store: EventStore,
  topic: Topic | PersonTopic,
  cursor: number | undefined,
  limit: number,
): Promise<EventPage> {
  if (cursor === undefined) {
    const { end } = await store.cursor(0);
    return { events: [], hasMore: false, cursor: end };
  }
  const range = topic instanceof PersonTopic ? { upTo: await begin(store, topic, cursor) } : {};
  const page = await store.events({ topic, after: cursor, limit: limit + 1, ...range });
  if (!page.isCursor) throw cursorGone();
  const events = page.events.slice(0, limit);
  const last = page.events.length > limit ? events.at(-1) : undefined;
  return { events, hasMore: last !== undefined || page.hasMore, cursor: last?.seq ?? page.cursor };
}

/** Reads the caller's rooms as they are now; returns the log's end then. */
async function begin(store: EventStore, topic: PersonTopic, cursor: number): Promise<number> {
  const { rooms, end, isCursor, behind } = await store.roomsOf({ sub: topic.sub, cursor });
  if (!isCursor) throw cursorGone();
  if (isTooFarBehind(topic, behind)) throw tooFarBehind();
  topic.begin(rooms, end);
  return end;
}
