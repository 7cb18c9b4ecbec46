import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FairQueue } from './fair-queue.ts';
import { Problem } from '../problem.ts';

const isProblem = (kind: string) => (error: unknown) => error instanceof Problem && error.kind === kind;

/** Tasks that the test completes. */
class Works {
  readonly queue = new FairQueue({ atOnce: 3, perPerson: 2, waitingPerPerson: 4, timeoutMs: 5_000 });
  readonly started: string[] = [];
  readonly #ends: (() => void)[] = [];

  ask(person: string): Promise<void> {
    return this.queue.run(person, () => {
      this.started.push(person);
      return new Promise((resolve) => this.#ends.push(resolve));
    });
  }

  /** Completes the oldest running task. */
  async end(): Promise<void> {
    this.#ends.shift()?.();
    await nextTurn();
  }
}

describe('FairQueue', () => {
  // The timeouts of tasks left over by a test never fire.
  beforeEach(() => mock.timers.enable({ apis: ['setTimeout'] }));
  afterEach(() => mock.timers.reset());

  it('schedules users round-robin, however many tasks one of them has', async () => {
    const works = new Works();
    for (let count = 0; count < 6; count++) void works.ask('greedy');
    void works.ask('ada');
    void works.ask('ada');
    void works.ask('bob');
    assert.deepEqual(works.started, ['greedy', 'greedy', 'ada']);
    for (let count = 0; count < 4; count++) await works.end();
    assert.deepEqual(works.started.slice(3), ['greedy', 'ada', 'bob', 'greedy']);
  });

  it("refuses tasks beyond one user's queue limit without affecting others", async () => {
    const works = new Works();
    for (let count = 0; count < 6; count++) void works.ask('greedy');
    await assert.rejects(works.ask('greedy'), isProblem('rate-limited'));
    void works.ask('ada');
    assert.equal(works.started.at(-1), 'ada');
  });

  it('bounds the wait', async () => {
    const works = new Works();
    for (let count = 0; count < 2; count++) void works.ask('ada');
    const late = works.ask('ada');
    mock.timers.tick(5_000);
    await assert.rejects(late, isProblem('unavailable'));
    await works.end();
    assert.equal(works.started.length, 2);
  });

  it('continues after a failed task', async () => {
    const { queue } = new Works();
    const fail = () => queue.run('ada', () => Promise.reject(new Error('failed')));
    await assert.rejects(fail(), /failed/);
    assert.equal(await queue.run('ada', () => Promise.resolve(7)), 7);
  });
});
