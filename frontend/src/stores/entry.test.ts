import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Message, Session } from '../api/types.ts';
import { queuedEntry, sentEntry, toRequest } from './entry.ts';

const NOON = Date.parse('2026-11-23T12:00:00.000Z');
const QUEUED = { id: 'id', room: 'tea', text: 'Hello', order: NOON };
const PERSON: Session = {
  sub: 'ada',
  username: 'Ada',
  sid: 'sid',
  token: '',
  roles: ['guest'],
  expiresAt: '2026-11-23T12:15:00.000Z',
};
const SENT: Message = {
  id: 'id',
  seq: 7,
  room: 'tea',
  sub: 'ada',
  username: 'Ada',
  guest: true,
  message: 'Hello',
  timestamp: '2026-11-23T12:00:00.000Z',
};

describe('a message of the page', () => {
  it('is sent with its id, room and text', () => {
    const failed = { ...QUEUED, failure: 'validation', adopted: true } as const;
    assert.deepEqual(toRequest(failed), { id: 'id', room: 'tea', message: 'Hello' });
  });

  it('is shown the same while it is queued and once it is sent', () => {
    const { state, ...queued } = queuedEntry({ ...QUEUED, state: 'sending' }, PERSON, false);
    const { seq, ...sent } = sentEntry(SENT);
    assert.deepEqual({ ...queued, state: 'sent' }, sent);
    assert.deepEqual([state, seq], ['sending', 7]);
  });

  it('shows why it was not sent, that nothing can be sent yet, and that it was edited', () => {
    const failed = queuedEntry({ ...QUEUED, state: 'failed', failure: 'validation' }, PERSON, true);
    assert.deepEqual([failed.state, failed.failure], ['failed', 'validation']);
    assert.equal(queuedEntry({ ...QUEUED, state: 'sending' }, PERSON, true).state, 'waiting');
    assert.equal(sentEntry({ ...SENT, editedAt: '2026-11-23T12:01:00.000Z' }).edited, true);
  });
});
