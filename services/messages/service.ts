import type { FairQueue } from '../shared/limits/fair-queue.ts';
import type { RateLimiter } from '../shared/limits/rate-limit.ts';
import type { Batcher } from '../shared/database/batcher.ts';
import type { LogTail } from '../shared/log/tail.ts';
import type { Logger } from '../shared/logging/logger.ts';
import type { StreamOpenings } from '../shared/streams/open.ts';
import type { Event } from './events/event.ts';
import type { EventStore } from './events/store.ts';
import type { ClearedTextEraser } from './messages/cleared-text-eraser.ts';
import type { InviteStore } from './invites/store.ts';
import type { MessageStore, Post, PostResult } from './messages/store.ts';
import type { MemberStore } from './members/store.ts';
import type { People } from '../shared/identity/people.ts';
import type { SignalBatch } from './reading/signal-batch.ts';
import type { ReadingStore } from './reading/store.ts';
import type { Permissions } from './rooms/permissions.ts';
import type { RoomStore } from './rooms/store.ts';

/** What the operations of message-service work with. */
export interface MessageService extends StreamOpenings {
  permissions: Permissions;
  rooms: RoomStore;
  members: MemberStore;
  invites: InviteStore;
  people: People;
  limiter: RateLimiter;
  messages: MessageStore;
  posts: Batcher<Post, PostResult>;
  events: EventStore;
  tail: LogTail<Event>;
  reading: ReadingStore;
  /** Moves markers and sends signals. */
  signals: SignalBatch;
  eraser: ClearedTextEraser;
  /** Limits concurrent page reads. */
  reads: FairQueue;
  logger: Logger;
}
