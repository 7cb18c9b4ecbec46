import type { Message, Session } from '../../api/types.ts';

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
