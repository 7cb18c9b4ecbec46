import { createApi, type Api } from '../../api/client.ts';
import type { Message, MyRoom, Session } from '../../api/types.ts';

export const ADA: Session = {
  sub: 'ada',
  username: 'Ada',
  sid: 'sid',
  token: '',
  roles: ['guest'],
  expiresAt: '2026-11-23T09:15:00.000Z',
};

/** Ada's message with this number in the log, a second after the one before. */
export const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `id-${seq}`,
  seq,
  room: 'general',
  sub: ADA.sub,
  username: ADA.username,
  guest: true,
  message: `text ${seq}`,
  timestamp: `2026-11-23T09:00:${String(seq).padStart(2, '0')}.000Z`,
  ...more,
});

/** A room that Ada is in; she has read all of it. */
export const room = (more: Partial<MyRoom> = {}): MyRoom => ({
  id: 'general',
  kind: 'public',
  name: 'General',
  topic: '',
  archived: false,
  createdAt: '2026-11-23T08:00:00.000Z',
  members: 2,
  role: 'member',
  level: 'all',
  hidden: false,
  joinedSeq: 0,
  marker: 0,
  unread: 0,
  mentions: 0,
  ...more,
});

/** An API that answers with these rooms as of a position, and to nothing else. */
export function roomsApi(rooms: readonly MyRoom[], cursor = 0): Api {
  return createApi(
    ({ url }) =>
      url.endsWith('/rooms')
        ? Promise.resolve(Response.json({ rooms, cursor }))
        : new Promise<Response>(() => undefined),
    'http://chat.test',
  );
}
