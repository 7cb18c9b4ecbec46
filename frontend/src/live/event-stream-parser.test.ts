import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventStreamParser } from './event-stream-parser.ts';

describe('EventStreamParser', () => {
  it('parses id, type and data', () => {
    assert.deepEqual(new EventStreamParser().push('id: 17\nevent: created\ndata: {"seq":17}\n\n'), [
      { id: '17', type: 'created', data: '{"seq":17}' },
    ]);
  });

  it('parses the same events for any chunk size', () => {
    const text = '\ufeff: hello\r\n\r\nid: 1\r\nevent: a\r\ndata: x\r\ndata: y\r\n\r\nretry: 250\rdata:z\r\rdata\n\n';
    const whole = new EventStreamParser().push(text);
    assert.deepEqual(whole, [
      { id: '1', type: 'a', data: 'x\ny' },
      { id: '1', type: 'message', data: 'z' },
      { id: '1', type: 'message', data: '' },
    ]);
    for (let size = 1; size < 9; size += 1) {
      const parser = new EventStreamParser();
      const pieces = text.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
      assert.deepEqual(
        pieces.flatMap((piece) => parser.push(piece)),
        whole,
        `pieces of ${size}`,
      );
    }
  });

  it('emits no event for comments, nor for an id without data', () => {
    const parser = new EventStreamParser();
    assert.deepEqual(parser.push(': heartbeat\n\nid: 9\n\nevent: odd\n\n'), []);
    assert.deepEqual(parser.push('data: 1\n\n'), [{ id: '9', type: 'message', data: '1' }]);
  });

  it('knows the last id of complete blocks only, with data or without', () => {
    const parser = new EventStreamParser();
    const after = (piece: string) => {
      parser.push(piece);
      return parser.lastEventId;
    };
    assert.equal(after('id: 1\nda'), '');
    assert.equal(after('ta: x\n\n'), '1');
    assert.equal(after(': still here\nid: 2\n'), '1');
    assert.equal(after('\n'), '2');
    assert.equal(after(': still here\n\n'), '2');
  });

  it('keeps the reconnection delay', () => {
    const parser = new EventStreamParser();
    parser.push('retry: 1500\nretry: soon\n\n');
    assert.equal(parser.retry, 1500);
  });

  it('waits for the end of an event', () => {
    const parser = new EventStreamParser();
    assert.deepEqual(parser.push('data: unfinished\n'), []);
    assert.deepEqual(parser.push('\n'), [{ id: '', type: 'message', data: 'unfinished' }]);
  });
});
