import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Result } from '../api/result.ts';
import type { MentionPage } from '../api/types.ts';
import { MentionPages } from './mention-pages.ts';
import { message } from './testing/samples.ts';

it('loads the mentions page by page, and the same page again after a failure', async () => {
  const answers: Result<MentionPage>[] = [
    { ok: true, status: 200, data: { messages: [message(9), message(7)], hasMore: true } },
    { ok: false, failure: { kind: 'network', status: 0 } },
    { ok: true, status: 200, data: { messages: [message(2)], hasMore: false } },
  ];
  const asked: (number | undefined)[] = [];
  const pages = new MentionPages((before) => {
    asked.push(before);
    return Promise.resolve(answers.shift() as Result<MentionPage>);
  });
  await pages.load();
  await pages.load();
  assert.equal(pages.state.peek().status, 'failed');
  await Promise.all([pages.load(), pages.load()]);
  const { messages, hasMore, status } = pages.state.peek();
  assert.deepEqual([messages.map(({ seq }) => seq), hasMore, status], [[9, 7, 2], false, 'ready']);
  assert.deepEqual(asked, [undefined, 7, 7]);
});
