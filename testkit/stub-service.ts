/** message-service's contract with stub handlers, for the pipeline's tests. */
import type { Express } from 'express';
import type { operations } from '../generated/types/messages.ts';
import type { Handlers, ValidRequest } from '../services/shared/http/contract.ts';
import { operationsHandlers } from '../services/shared/http/operations.ts';
import { createApp } from '../services/shared/http/pipeline.ts';
import { createLogger } from '../services/shared/logging/logger.ts';
import { Metrics } from '../services/shared/metrics.ts';
import { Problem, unavailable } from '../services/shared/problem.ts';
import { listen, type RunningService } from '../services/shared/service/listen.ts';
import type { EventStream } from '../services/shared/http/streaming/stream.ts';

export const ID = '5b1d7c1e-8f0a-4a53-9d0c-2f8f4f6f2b11';
export const SUB = '3f0a2c9e-6f5d-4c7b-9a51-0e8d1b7c2f44';

type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

const message = (text: string) => ({
  id: ID,
  seq: 7,
  room: 'general',
  sub: SUB,
  username: 'Ada',
  guest: true,
  message: text,
  timestamp: '2026-11-23T09:00:00.000Z',
});

const notNow = (): never => {
  throw unavailable('Not now.');
};

/** A service whose only valid token is `good`. */
export class StubService {
  requestLimit = 1_000_000;
  /** While true, connections are closed after each response. */
  draining = false;
  readonly seen: ValidRequest<operations['listMessages']>[] = [];
  /** Number of verified tokens. */
  tokens = 0;
  opened: EventStream | undefined;
  /** Refers to a stream's request context for as long as anything retains it. */
  streamed: WeakRef<object> | undefined;
  #service: RunningService | undefined;

  get port(): number {
    return this.#service?.port ?? 0;
  }

  /** The service's app, not listening. */
  createApp(): Express {
    return createApp<operations>({
      spec: 'messages',
      handlers: this.#handlers(),
      authenticate: (token) => {
        this.tokens++;
        return token === 'good'
          ? Promise.resolve({
              token,
              sub: SUB,
              sid: SUB,
              username: 'Ada',
              roles: ['guest'],
              invited: false,
              exp: 2 ** 40,
            })
          : Promise.reject(new Problem('unauthenticated', 'No.'));
      },
      requestLimit: this.requestLimit,
      ownLimit: ['postMessage'],
      logger: createLogger('test', 'silent'),
      metrics: new Metrics(),
      validateResponses: true,
      trustProxy: 1,
      publicHosts: ['chat', 'chat.example'],
      isDraining: () => this.draining,
    });
  }

  async start(): Promise<void> {
    const app = this.createApp();
    const service = { spec: 'messages' as const, app, drain: () => undefined, close: () => Promise.resolve() };
    this.#service = await listen(service, '127.0.0.1', 0);
  }

  async stop(): Promise<void> {
    await this.#service?.stop();
  }

  call(path: string, init: Init = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      ...init,
      headers: { Authorization: 'Bearer good', ...init.headers },
    });
  }

  post(body: NonNullable<RequestInit['body']>, headers: Record<string, string> = {}): Promise<Response> {
    return this.call('/messages', {
      method: 'POST',
      body,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  }

  #handlers(): Handlers<operations> {
    const checkReady = () => Promise.resolve();
    return {
      ...operationsHandlers({ service: 'message-service', metrics: new Metrics(), checkReady }),
      listMessages: (request) => {
        this.seen.push(request);
        if (request.query.room === 'broken') throw new Error('secret detail');
        if (request.query.room === 'wrong') return { status: 200, body: { messages: [], hasMore: false, cursor: -1 } };
        return { status: 200, body: { messages: [], hasMore: false, cursor: request.query.limit ?? 0 } };
      },
      postMessage: (request) => ({ status: 201, body: message(request.body.message) }),
      clearMessages: notNow,
      editMessage: (request) => ({ status: 200, body: { ...message(request.body.message), id: request.path.id } }),
      deleteMessage: () => ({ status: 204 }),
      listMentions: notNow,
      listRooms: notNow,
      createRoom: notNow,
      browseRooms: notNow,
      listCommonRooms: notNow,
      markAllRead: notNow,
      getRoom: notNow,
      updateRoom: notNow,
      clearRoom: notNow,
      updateMembership: notNow,
      markRead: notNow,
      sendTyping: notNow,
      openDirect: notNow,
      listMembers: notNow,
      addMember: notNow,
      updateMember: notNow,
      removeMember: notNow,
      listInvites: notNow,
      listAllInvites: notNow,
      createInvite: notNow,
      revokeInvite: notNow,
      previewInvite: notNow,
      acceptInvite: notNow,
      inspectInvite: notNow,
      peopleOf: notNow,
      streamEvents: ({ header, rawHeaders }) => {
        const id = header['Last-Event-ID'];
        this.streamed = new WeakRef(rawHeaders);
        return {
          status: 200,
          stream: (stream) => {
            this.opened = stream;
            stream.write(`id: ${String(id)}\n\n`);
          },
        };
      },
    };
  }
}
