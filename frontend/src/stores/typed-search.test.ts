import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Result } from '../api/result.ts';
import { TypedSearch, type Asked } from './typed-search.ts';

type Answer = Result<{ items: { name: string }[]; next: string | undefined }>;

const page = (names: string[], next?: string): Answer => ({
  ok: true,
  status: 200,
  data: { items: names.map((name) => ({ name })), next },
});
const FAILED: Answer = { ok: false, failure: { kind: 'network', status: 0 } };

/** A server whose requests are answered one by one. */
function setUp() {
  const asked: (Asked & { aborted: () => boolean; answer: (page: Answer) => void })[] = [];
  let due: (() => void) | undefined;
  const people = new TypedSearch(
    (query, abort) => new Promise<Answer>((answer) => asked.push({ ...query, aborted: () => abort.aborted, answer })),
    (run) => {
      due = run;
      return () => (due = undefined);
    },
  );
  const type = (query: string, pause = true) => {
    people.search(query);
    if (pause) {
      due?.();
      due = undefined;
    }
  };
  const answer = async (result: Answer, at = asked.length - 1) => {
    asked[at]?.answer(result);
    await new Promise(setImmediate);
  };
  const shown = () => [people.state.value.status, ...people.state.value.items.map(({ name }) => name)];
  return { people, asked, type, answer, shown };
}

describe('a search by what is typed', () => {
  it('waits for a pause, asks for everybody without a query, and keeps those who still match meanwhile', async () => {
    const { asked, type, answer, shown } = setUp();
    type('');
    assert.equal(asked[0]?.q, undefined);
    await answer(page(['Ada', 'Ben']));
    assert.deepEqual(shown(), ['ready', 'Ada', 'Ben']);
    type('a', false);
    type('ad');
    assert.deepEqual(
      asked.map(({ q }) => q),
      [undefined, 'ad'],
    );
    assert.deepEqual(shown(), ['searching', 'Ada']);
    await answer(page(['Ada', 'Nadja']));
    assert.deepEqual(shown(), ['ready', 'Ada', 'Nadja']);
  });

  it('aborts what was asked before, and ignores its answer', async () => {
    const { asked, type, answer, shown } = setUp();
    type('a');
    type('b');
    assert.deepEqual(
      asked.map(({ aborted }) => aborted()),
      [true, false],
    );
    await answer(page(['Ben']));
    await answer(page(['Ada']), 0);
    assert.deepEqual(shown(), ['ready', 'Ben']);
  });

  it('asks nothing more once nobody matches', async () => {
    const { asked, type, answer, shown } = setUp();
    type('x');
    await answer(page([]));
    type('xy');
    assert.equal(asked.length, 1);
    assert.deepEqual(shown(), ['ready']);
  });

  it('loads further pages up to a bound', async () => {
    const { people, asked, type, answer } = setUp();
    const names = (from: number) => Array.from({ length: 50 }, (_, index) => `Name ${from + index}`);
    type('name');
    for (const from of [0, 50, 100, 150]) {
      await answer(page(names(from), `after-${from}`));
      people.more();
    }
    assert.deepEqual(
      asked.map(({ after }) => after),
      [undefined, 'after-0', 'after-50', 'after-100'],
    );
    assert.equal(people.state.value.items.length, 200);
  });

  it('says that it failed, keeps what it has, and asks again', async () => {
    const { people, asked, type, answer, shown } = setUp();
    type('a');
    await answer(FAILED);
    assert.deepEqual(shown(), ['failed']);
    people.more();
    assert.deepEqual(shown(), ['searching']);
    await answer(page(['Ada']));
    assert.deepEqual(shown(), ['ready', 'Ada']);
    assert.equal(asked.length, 2);
  });
});
