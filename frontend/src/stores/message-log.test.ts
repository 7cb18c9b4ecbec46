import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ChatEvent, Message } from '../api/types.ts';
import { MessageLog } from './message-log.ts';
import { message } from './testing/samples.ts';

const event = (type: ChatEvent['type'], seq: number, about?: Message) =>
  ({ seq, type, room: 'general', ...(about && { message: about }) }) as ChatEvent;
const texts = (log: MessageLog) => log.messages.map(({ message }) => message);

describe('MessageLog', () => {
  it('orders by position and keeps each message once, whatever arrives first', () => {
    const log = new MessageLog();
    log.merge([message(3), message(4)], 4);
    log.apply([event('created', 2, message(2)), event('created', 4, message(4))]);
    log.merge([message(1), message(2)], 4);
    assert.deepEqual(
      log.messages.map(({ seq }) => seq),
      [1, 2, 3, 4],
    );
  });

  describe('of two edits, keeps the one later in the log, even if the clock was set back', () => {
    const before = message(1, { message: 'before', editedAt: '2026-11-23T11:00:00.000Z' });
    const after = message(1, { message: 'after', editedAt: '2026-11-23T10:00:00.000Z' });

    it('when events bring them', () => {
      const log = new MessageLog();
      log.apply([event('edited', 5, before)]);
      log.apply([event('edited', 6, after)]);
      assert.deepEqual(texts(log), ['after']);
    });

    it('when an older event, page or answer arrives after the later edit', () => {
      const log = new MessageLog();
      log.apply([event('edited', 6, after)]);
      log.apply([event('edited', 5, before)]);
      log.merge([before], 5);
      log.merge([message(1)], 4);
      assert.deepEqual(texts(log), ['after']);
    });

    it('when a page or an answer brings the later edit', () => {
      const log = new MessageLog();
      log.apply([event('edited', 5, before)]);
      log.merge([after], 5);
      assert.deepEqual(texts(log), ['after']);
    });

    it('when the page of the edited message is still loading', () => {
      for (const cursor of [4, 5, 6]) {
        const log = new MessageLog();
        log.begin({ messages: [message(2)], hasMore: true, cursor: 4 });
        log.expectOlder();
        log.apply([event('edited', 5, before), event('edited', 6, after)]);
        const page = [[message(1)], [before], [after]][cursor - 4] ?? [];
        log.takeOlder(2, { messages: page, hasMore: false, cursor });
        assert.deepEqual(texts(log), ['after', 'text 2']);
      }
    });
  });

  it('never restores a deleted message', () => {
    const log = new MessageLog();
    log.apply([event('deleted', 5, message(1, { message: '', deletedAt: '2026-11-23T10:00:00.000Z' }))]);
    log.merge([message(1), message(1, { message: 'edited', editedAt: '2026-11-23T12:00:00.000Z' })], 6);
    assert.deepEqual(texts(log), ['']);
  });

  it('clears everything before the position, including pages that arrive later, and nothing after it', () => {
    const log = new MessageLog();
    log.merge([message(2), message(3)], 3);
    log.apply([event('created', 4, message(4)), event('cleared', 5), event('created', 6, message(6))]);
    log.merge([message(1), message(3)], 4);
    assert.deepEqual(texts(log), ['', '', '', '', 'text 6']);
    assert.ok(log.messages.slice(0, 4).every(({ deletedAt }) => deletedAt !== undefined));
  });

  it('returns a new array after a change, and the same one without', () => {
    const log = new MessageLog();
    log.merge([message(1)], 1);
    const before = log.messages;
    log.merge([], 1);
    assert.equal(log.messages, before);
    log.merge([message(2)], 2);
    assert.notEqual(log.messages, before);
  });

  it('has no gaps: changes to older messages wait for their page', () => {
    const log = new MessageLog();
    const deleted = message(4, { message: '', deletedAt: '2026-11-23T10:00:00.000Z' });
    const edited = message(5, { message: 'edited', editedAt: '2026-11-23T10:00:00.000Z' });
    log.begin({ messages: [message(8), message(9)], hasMore: true, cursor: 9 });
    log.apply([event('edited', 10, message(6, { message: 'too early', editedAt: '2026-11-23T09:30:00.000Z' }))]);
    assert.deepEqual(texts(log), ['text 8', 'text 9']);

    log.expectOlder();
    log.apply([event('deleted', 11, deleted), event('edited', 12, edited)]);
    log.merge([message(1)], 1);
    assert.deepEqual(texts(log), ['text 8', 'text 9']);
    log.takeOlder(8, { messages: [4, 5, 6, 7].map((seq) => message(seq)), hasMore: true, cursor: 10 });
    assert.deepEqual(texts(log), ['', 'edited', 'text 6', 'text 7', 'text 8', 'text 9']);
    assert.equal(log.start, 4);

    log.expectOlder();
    log.takeOlder(4, undefined);
    assert.equal(log.start, 4);
    log.takeOlder(4, { messages: [message(1)], hasMore: false, cursor: 12 });
    assert.equal(log.start, 0);
  });

  it('ignores a page that no longer fits', () => {
    const log = new MessageLog();
    log.begin({ messages: [3, 4, 5, 6].map((seq) => message(seq)), hasMore: true, cursor: 6 });
    log.expectOlder();
    log.keepNewest(2);
    log.takeOlder(3, { messages: [message(1), message(2)], hasMore: false, cursor: 6 });
    assert.deepEqual(texts(log), ['text 5', 'text 6']);
    assert.equal(log.start, 5);
  });

  it('drops the oldest messages, and all', () => {
    const log = new MessageLog();
    log.merge(
      [1, 2, 3, 4].map((seq) => message(seq)),
      4,
    );
    log.keepNewest(2);
    assert.deepEqual(texts(log), ['text 3', 'text 4']);
    log.begin({ messages: [], hasMore: false, cursor: 4 });
    assert.deepEqual(log.messages, []);
  });
});
