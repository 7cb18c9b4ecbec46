import assert from 'node:assert/strict';
import { it } from 'node:test';
import { SseParser } from './parser.ts';

function parse(...chunks: (string | Buffer)[]): unknown[] {
  const seen: unknown[] = [];
  const parser = new SseParser({
    onId: (id) => seen.push(`id ${id}`),
    onRetry: (milliseconds) => seen.push(`retry ${milliseconds}`),
    onEvent: ({ id, event, data }) => seen.push([id, event, data]),
  });
  for (const chunk of chunks) parser.feed(Buffer.from(chunk));
  return seen;
}

it('reports ids without data, as a stream begins and as heartbeats bear them', () => {
  assert.deepEqual(parse('id: 7\nretry: 500\n\n', ': still here\nid: 8\n\n', ': still here\n\n'), [
    'retry 500',
    'id 7',
    'id 8',
  ]);
});

it('reports an id before its event, wherever chunks end', () => {
  const text = Buffer.from('id: 9\nevent: created\ndata: {"a":"é"}\n\n');
  for (let cut = 0; cut <= text.length; cut++) {
    assert.deepEqual(parse(text.subarray(0, cut), text.subarray(cut)), ['id 9', ['9', 'created', '{"a":"é"}']]);
  }
});

it('reports nothing of an incomplete event', () => {
  assert.deepEqual(parse('id: 9\nevent: created\ndata: {}\n'), []);
});
