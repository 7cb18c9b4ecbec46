import type { components, operations } from '../../../generated/types/messages.ts';
import type { Reply, ValidRequest } from '../../shared/http/contract.ts';
import type { Topic } from '../../shared/log/log.ts';
import { Subscription } from '../../shared/log/subscription.ts';
import { openStream } from '../../shared/streams/open.ts';
import { wantsStream } from '../../shared/http/streaming/stream.ts';
import { cursorGone } from '../cursor-gone.ts';
import type { MessageService } from '../service.ts';
import { eventFilter } from './event-kinds.ts';
import type { EventStore } from './store.ts';

type StreamEvents = operations['streamEvents'];
type EventPage = components['schemas']['EventPage'];

/** Streams a room's events from a cursor, or reads a page of them. */
export async function streamEvents(
  service: MessageService,
  request: ValidRequest<StreamEvents>,
): Promise<Reply<StreamEvents>> {
  const { query, header, rawHeaders, caller } = request;
  const { permissions, events, tail, reads, logger } = service;
  const room = await permissions.require(caller, query.room, 'room.read');
  const topic = { room, kinds: eventFilter(query.types) };
  const cursor = header['Last-Event-ID'] ?? query.after;
  if (!wantsStream(rawHeaders)) {
    return { status: 200, body: await reads.run(caller.sub, () => pageOf(events, topic, cursor, query.limit ?? 100)) };
  }
  return openStream(service, request, async () => {
    const subscription = await Subscription.create({ source: events, tail, logger, cursorGone }, topic, cursor);
    return (stream) => void subscription.follow(stream);
  });
}

async function pageOf(store: EventStore, topic: Topic, cursor: number | undefined, limit: number): Promise<EventPage> {
  if (cursor === undefined) {
    const { end } = await store.cursor(0);
    return { events: [], hasMore: false, cursor: end };
  }
  const page = await store.events({ topic, after: cursor, limit: limit + 1 });
  if (!page.isCursor) throw cursorGone();
  const events = page.events.slice(0, limit);
  const last = page.events.length > limit ? events.at(-1) : undefined;
  return { events, hasMore: page.hasMore, cursor: last?.seq ?? page.cursor };
}
