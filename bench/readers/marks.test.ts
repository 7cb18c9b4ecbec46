import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { MarkFinder, numberAt } from './marks.ts';

const STREAM = 'id: 41\nevent: created\ndata: {"x":1}\n\nid: 42\nevent: created\ndata: {"x":2}\n\n: still here\n\n';

describe('MarkFinder', () => {
  it('finds every mark, wherever the bytes are cut', () => {
    for (let cut = 0; cut <= STREAM.length; cut++) {
      const seen: number[] = [];
      const finder = new MarkFinder('id: ', (bytes, end) => seen.push(numberAt(bytes, end)));
      const bytes = Buffer.from(STREAM);
      finder.take(bytes.subarray(0, cut));
      finder.take(bytes.subarray(cut));
      assert.deepEqual(seen, [41, 42], `cut at ${cut}`);
    }
  });

  it('needs the bytes no longer than the call', () => {
    let events = 0;
    const finder = new MarkFinder('event: created', () => events++);
    const shared = Buffer.alloc(8);
    for (let at = 0; at < STREAM.length; at += shared.length) {
      const length = shared.write(STREAM.slice(at, at + shared.length));
      finder.take(shared.subarray(0, length));
      shared.fill(0);
    }
    assert.equal(events, 2);
  });
});
