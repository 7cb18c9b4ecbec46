import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runInLanes, type Task } from './lanes.ts';

/** Records the starts and ends of tasks; each ends when the test says so. */
class Stage {
  readonly running = new Map<string, () => void>();
  readonly all: Promise<string[]>;

  constructor(tasks: Task[], lanes = 2) {
    this.all = runInLanes(
      tasks,
      lanes,
      ({ name }) => new Promise<string>((resolve) => this.running.set(name, () => resolve(`${name} ended`))),
    );
  }

  /** Ends the task; resolves when the scheduler has started what follows. */
  async end(name: string): Promise<string[]> {
    this.running.get(name)?.();
    this.running.delete(name);
    await new Promise(setImmediate);
    return this.names;
  }

  get names(): string[] {
    return [...this.running.keys()];
  }
}

const tasks = (...names: string[]): Task[] => names.map((name) => ({ name }));

describe('lanes', () => {
  it('are filled in the order of the tasks', async () => {
    const stage = new Stage(tasks('a', 'b', 'c', 'd'));
    assert.deepEqual(stage.names, ['a', 'b']);
    assert.deepEqual(await stage.end('b'), ['a', 'c']);
    assert.deepEqual(await stage.end('a'), ['c', 'd']);
  });

  it('return the results in the order of the tasks', async () => {
    const stage = new Stage(tasks('a', 'b'));
    await stage.end('b');
    await stage.end('a');
    assert.deepEqual(await stage.all, ['a ended', 'b ended']);
  });

  it('run nothing before what it comes after, but what follows it', async () => {
    const stage = new Stage([{ name: 'build' }, { name: 'size', after: ['build'] }, { name: 'lint' }]);
    assert.deepEqual(stage.names, ['build', 'lint']);
    assert.deepEqual(await stage.end('lint'), ['build']);
    assert.deepEqual(await stage.end('build'), ['size']);
  });

  it('do not wait for a task that is not to run', () => {
    assert.deepEqual(new Stage([{ name: 'size', after: ['build'] }]).names, ['size']);
  });

  it('run nothing beside a task that wants to be alone', async () => {
    const stage = new Stage([
      { name: 'a' },
      { name: 'e2e', alone: true },
      { name: 'b' },
      { name: 'c', after: ['e2e'] },
    ]);
    assert.deepEqual(stage.names, ['a', 'b']);
    assert.deepEqual(await stage.end('a'), ['b']);
    assert.deepEqual(await stage.end('b'), ['e2e']);
    assert.deepEqual(await stage.end('e2e'), ['c']);
  });

  it('run one task after the other if there is one only', async () => {
    const stage = new Stage(tasks('a', 'b'), 1);
    assert.deepEqual(stage.names, ['a']);
    assert.deepEqual(await stage.end('a'), ['b']);
  });

  it('refuse tasks that wait for each other', async () => {
    const stage = new Stage([
      { name: 'a', after: ['b'] },
      { name: 'b', after: ['a'] },
    ]);
    await assert.rejects(stage.all, /These wait for each other: a, b\./);
  });

  it('reject if a task does', async () => {
    const failing = runInLanes(tasks('a', 'b'), 2, ({ name }) =>
      name === 'a' ? Promise.reject(new Error('a broke')) : new Promise(() => undefined),
    );
    await assert.rejects(failing, /a broke/);
  });
});
