import type { components, operations } from '../../generated/types/messages.ts';
import { Problem } from '../shared/http/problem.ts';
import type { Caller } from '../shared/identity/caller.ts';
import type { FairQueue } from '../shared/limits/fair-queue.ts';
import { rateLimited } from '../shared/limits/rate-limit.ts';
import type { OwnHandlers } from '../shared/service/compose.ts';
import { openStream, type StreamOpenings } from '../shared/streams/open.ts';
import { wantsStream } from '../shared/streams/stream.ts';
import type { BatchWriter } from '../shared/log/batch-writer.ts';
import { eventFilter } from './events/event-kinds.ts';
import { cursorGone, type Feed, type Topic } from '../shared/log/subscription.ts';
import { DEFAULT_ROOM, type Rooms } from './rooms/permissions.ts';
import { BEYOND, type LogReader } from './events/store.ts';
import type { LogWriter } from './messages/store.ts';
import type { Sweeper } from './messages/cleared-text-eraser.ts';

export interface Dependencies extends StreamOpenings {
  reader: LogReader;
  writer: LogWriter;
  batches: BatchWriter;
  rooms: Rooms;
  feed: Feed;
  sweeper: Sweeper;
  /** Limits concurrent page reads. */
  reads: FairQueue;
}

type EventPage = components['schemas']['EventPage'];

const isAdmin = (caller: Caller) => caller.roles.includes('admin');
const unknownMessage = () =>
  new Problem('not-found', 'No message has this id. Check the id.', { title: 'Message not found' });
const notTheAuthor = () => new Problem('forbidden', 'You can edit or delete only your own messages.');

export function createHandlers(dependencies: Dependencies): OwnHandlers<operations> {
  const { reader, writer, batches, rooms, feed, sweeper, reads } = dependencies;

  return {
    listMessages: async ({ query, caller }) => {
      const { room = DEFAULT_ROOM, limit = 50, before, after } = query;
      if (before !== undefined && after !== undefined) {
        throw new Problem('validation', 'Send either before or after, not both.', {
          errors: [{ field: '/query/after', detail: 'must not be combined with before' }],
        });
      }
      await rooms.assertKnown(room);
      // One row more than requested shows whether there is another page.
      const page = await reads.run(caller.sub, () =>
        after === undefined
          ? reader.historyBefore(room, before ?? BEYOND, limit + 1)
          : reader.historyAfter(room, after, limit + 1),
      );
      if (!page.isCursor) throw cursorGone();
      const hasMore = page.messages.length > limit;
      const messages = after === undefined ? page.messages.slice(-limit) : page.messages.slice(0, limit);
      // A client that pages forwards continues from the page's last message; the log's end would skip the rest.
      const last = after !== undefined && hasMore ? messages.at(-1) : undefined;
      return { status: 200, body: { messages, hasMore, cursor: last?.seq ?? page.end } };
    },

    postMessage: async ({ body, caller }) => {
      const { id, message, room = DEFAULT_ROOM } = body;
      const { sub, username, roles } = caller;
      await rooms.assertKnown(room);
      const result = await batches.post({ id, room, sub, username, guest: roles.includes('guest'), message });
      switch (result.outcome) {
        case 'new':
          return { status: 201, body: result.message };
        case 'same':
          return { status: 200, body: await reader.find(id) };
        case 'conflict':
          throw new Problem('id-conflict', 'Another message has this id. Send it with a new UUID.');
        case 'limited':
          throw rateLimited('messages', result.retryAfter);
      }
    },

    clearMessages: async ({ query, caller, audit }) => {
      const { room = DEFAULT_ROOM } = query;
      if (!isAdmin(caller)) throw new Problem('forbidden', 'Only an administrator may clear a room.');
      await rooms.assertKnown(room);
      const seq = await writer.clear(room, caller.sub);
      audit({ event: 'room-cleared', room, seq });
      sweeper.start();
      return { status: 200, body: { room, seq } };
    },

    editMessage: async ({ path, body, caller }) => {
      const result = await writer.edit(path.id, caller.sub, body.message);
      switch (result.outcome) {
        case 'edited':
        case 'unchanged':
          return { status: 200, body: await reader.find(path.id) };
        case 'unknown':
          throw unknownMessage();
        case 'forbidden':
          throw notTheAuthor();
        case 'deleted':
          throw new Problem('message-deleted', 'A deleted message cannot be edited. Send a new one.');
        case 'limited':
          throw rateLimited('messages', result.retryAfter);
      }
    },

    deleteMessage: async ({ path, caller, audit }) => {
      const result = await writer.delete(path.id, caller.sub, isAdmin(caller));
      switch (result.outcome) {
        case 'deleted':
          if (result.author.sub !== caller.sub) {
            audit({ event: 'message-deleted', message: path.id, target: result.author });
          }
          return { status: 204 };
        case 'unchanged':
          return { status: 204 };
        case 'unknown':
          throw unknownMessage();
        case 'forbidden':
          throw notTheAuthor();
      }
    },

    streamEvents: async (request) => {
      const { query, header, rawHeaders, caller } = request;
      const { room = DEFAULT_ROOM, limit = 100, types } = query;
      const topic = { room, kinds: eventFilter(types) };
      const cursor = header['Last-Event-ID'] ?? query.after;
      await rooms.assertKnown(room);
      if (!wantsStream(rawHeaders)) {
        return { status: 200, body: await reads.run(caller.sub, () => eventPage(topic, cursor, limit)) };
      }
      return openStream(dependencies, request, async () => {
        const start = await feed.startAt(cursor);
        return (stream) => void feed.follow(stream, topic, start);
      });
    },
  };

  async function eventPage(topic: Topic, cursor: number | undefined, limit: number): Promise<EventPage> {
    if (cursor === undefined) {
      const { end } = await reader.cursor(0);
      return { events: [], hasMore: false, cursor: end };
    }
    const page = await reader.events({ ...topic, after: cursor, limit: limit + 1 });
    if (!page.isCursor) throw cursorGone();
    const events = page.events.slice(0, limit);
    const last = page.events.length > limit ? events.at(-1) : undefined;
    return { events, hasMore: last !== undefined, cursor: last?.seq ?? page.end };
  }
}
