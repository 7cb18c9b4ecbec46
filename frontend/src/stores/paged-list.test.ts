import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../api/result.ts';
import { PagedList } from './paged-list.ts';

type Answer = Result<{ items: string[]; next?: string }>;

const page = (items: string[], next?: string): Answer => ({
  ok: true,
  status: 200,
  data: { items, ...(next !== undefined && { next }) },
});
const failed: Answer = { ok: false, failure: { kind: 'network', status: 0 } };

describe('a paged list', () => {
  it('adds pages until there is no next one', async () => {
    const asked: (string | undefined)[] = [];
    const list = new PagedList<string>((after) => {
      asked.push(after);
      return Promise.resolve(after === undefined ? page(['Ada', 'Ben'], 'ben') : page(['Cleo']));
    });
    await list.restart();
    assert.equal(list.state.value.next, 'ben');
    await list.loadMore();
    assert.deepEqual(list.state.value, {
      status: 'ready',
      items: ['Ada', 'Ben', 'Cleo'],
      next: undefined,
      failure: undefined,
    });
    assert.deepEqual(asked, [undefined, 'ben']);
  });

  it('keeps what it shows when a page fails, and loads that page again', async () => {
    const answers = [page(['Ada'], 'ada'), failed, page(['Ben'])];
    const list = new PagedList<string>(() => Promise.resolve(answers.shift() ?? failed));
    await list.restart();
    await list.loadMore();
    assert.deepEqual(list.state.value.items, ['Ada']);
    assert.equal(list.state.value.failure?.kind, 'network');
    await list.loadMore();
    assert.deepEqual(list.state.value.items, ['Ada', 'Ben']);
    assert.equal(list.state.value.failure, undefined);
  });

  it('ignores the answer to an earlier request', async () => {
    const waiting: ((answer: Answer) => void)[] = [];
    const list = new PagedList<string>(() => new Promise((resolve) => waiting.push(resolve)));
    const [first, second] = [list.restart(), list.restart()];
    waiting[1]?.(page(['new']));
    waiting[0]?.(page(['old']));
    await Promise.all([first, second]);
    assert.deepEqual(list.state.value.items, ['new']);
  });

  it('changes and drops items', async () => {
    const list = new PagedList<string>(() => Promise.resolve(page(['Ada', 'Ben'])));
    await list.restart();
    list.update((name) => (name === 'Ada' ? 'Ada L.' : undefined));
    assert.deepEqual(list.state.value.items, ['Ada L.']);
  });
});
