import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { coalesced } from './coalesced.ts';

describe('coalesced', () => {
  it('shares one more run between the calls made during a run', async () => {
    const finish: (() => void)[] = [];
    const run = coalesced(() => new Promise((resolve) => finish.push(resolve)));
    const begun = async (runs: number) => {
      while (finish.length < runs) await Promise.resolve();
      assert.equal(finish.length, runs);
    };
    const first = run();
    const late = [run(), run(), run()];
    await begun(1);
    finish[0]?.();
    await first;
    await begun(2);
    const later = run();
    finish[1]?.();
    await Promise.all(late);
    await begun(3);
    finish[2]?.();
    await later;
  });

  it('never runs two at once, whenever it is called', async () => {
    let running = 0;
    let runs = 0;
    const run = coalesced(async () => {
      assert.equal(++running, 1);
      await Promise.resolve();
      runs++;
      running--;
    });
    const calls: Promise<void>[] = [];
    for (let turn = 0; turn < 100; turn++) {
      calls.push(run());
      await Promise.resolve();
    }
    await Promise.all(calls);
    assert.ok(runs < 100);
  });

  it('rejects the waiting calls on a failure, and continues', async () => {
    let runs = 0;
    const run = coalesced(() => (++runs === 1 ? Promise.reject(new Error('first')) : Promise.resolve()));
    const first = run();
    const second = run();
    await assert.rejects(first, { message: 'first' });
    await second;
    await run();
    assert.equal(runs, 3);
  });
});
