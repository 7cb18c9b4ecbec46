import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Problem, unavailable } from '../problem.ts';
import { Batcher, type BatchOptions } from './batcher.ts';

const isUnavailable = (text: RegExp) => (error: unknown) =>
  error instanceof Problem && error.kind === 'unavailable' && text.test(error.message);

/** Statements that end when the test says so. */
class Statements {
  readonly begun: (readonly string[])[] = [];
  #settle: { resolve: (results: string[]) => void; reject: (error: unknown) => void }[] = [];

  readonly run = (items: readonly string[]) => {
    this.begun.push(items);
    return new Promise<string[]>((resolve, reject) => this.#settle.push({ resolve, reject }));
  };

  async untilBegun(count: number): Promise<void> {
    while (this.begun.length < count) await nextTurn();
  }

  answer(): void {
    this.#settle.shift()?.resolve((this.begun.at(-1) ?? []).map((item) => item.toUpperCase()));
  }

  fail(error: unknown): void {
    this.#settle.shift()?.reject(error);
  }
}

describe('Batcher', () => {
  let statements: Statements;

  beforeEach(() => {
    statements = new Statements();
  });
  afterEach(() => mock.restoreAll());

  const batcher = (options: Partial<BatchOptions<string, string>> = {}) =>
    new Batcher(statements.run, { queueFull: 'Too many wait.', ...options });

  it('runs what arrives during a statement together in the next one, and gives each its own result', async () => {
    const batches = batcher();
    const first = batches.add('a');
    await statements.untilBegun(1);
    const others = ['b', 'c'].map((item) => batches.add(item));
    statements.answer();
    assert.equal(await first, 'A');
    await statements.untilBegun(2);
    statements.answer();
    assert.deepEqual(await Promise.all(others), ['B', 'C']);
    assert.deepEqual(statements.begun, [['a'], ['b', 'c']]);
    await batches.close();
  });

  it('reads nothing with a statement that was begun before the item was added', async () => {
    const batches = batcher();
    void batches.add('a');
    await statements.untilBegun(1);
    let isDone = false;
    const late = batches.add('b').then(() => (isDone = true));
    statements.answer();
    await statements.untilBegun(2);
    assert.equal(isDone, false);
    statements.answer();
    await late;
    assert.deepEqual(statements.begun[1], ['b']);
  });

  it('refuses who has waited too long for a statement, but not who was late with the first', async () => {
    let now = 0;
    mock.method(performance, 'now', () => now);
    const batches = batcher({ timeoutMs: 3_000 });
    const first = batches.add('first');
    now += 4_000;
    await statements.untilBegun(1);
    const slow = batches.add('slow');
    now += 2_000;
    const later = batches.add('later');
    now += 2_000;
    statements.answer();
    assert.equal(await first, 'FIRST');
    await assert.rejects(slow, isUnavailable(/^Too many wait/));
    await statements.untilBegun(2);
    statements.answer();
    assert.equal(await later, 'LATER');
    assert.deepEqual(statements.begun, [['first'], ['later']]);
  });

  it('leaves out what nobody waits for any more', async () => {
    const gone = new Set<string>();
    const batches = batcher({ isAbandoned: (item) => gone.has(item) });
    const first = batches.add('first');
    await statements.untilBegun(1);
    const [left, stayed] = [batches.add('left'), batches.add('stayed')];
    gone.add('left');
    statements.answer();
    assert.equal(await first, 'FIRST');
    await assert.rejects(left, isUnavailable(/^The client has disconnected/));
    await statements.untilBegun(2);
    statements.answer();
    assert.equal(await stayed, 'STAYED');
    assert.deepEqual(statements.begun, [['first'], ['stayed']]);
  });

  it('fails all members of a batch if the database is unreachable, and works again afterwards', async () => {
    const batches = batcher();
    const both = [batches.add('a'), batches.add('b')];
    await statements.untilBegun(1);
    statements.fail(unavailable('The database is unreachable.'));
    for (const each of both) await assert.rejects(each, isUnavailable(/^The database/));
    const next = batches.add('c');
    await statements.untilBegun(2);
    statements.answer();
    assert.equal(await next, 'C');
  });
});
