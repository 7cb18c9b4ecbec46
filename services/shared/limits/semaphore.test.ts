import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Problem } from '../problem.ts';
import { Semaphore } from './semaphore.ts';

/** Work that lasts until the test ends it. */
function work() {
  let finish = () => {};
  let began = false;
  return {
    run: () => {
      began = true;
      return new Promise<void>((resolve) => (finish = resolve));
    },
    finish: () => finish(),
    get began() {
      return began;
    },
  };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('Semaphore', () => {
  it('limits concurrent work, in order of arrival', async () => {
    const semaphore = new Semaphore({ atOnce: 2, maxWaiting: 10, refusal: 'Full.' });
    const works = [work(), work(), work(), work()];
    const done = works.map((each) => semaphore.run(each.run));
    const begun = () => works.map(({ began }) => began);
    assert.deepEqual(begun(), [true, true, false, false]);
    works[1]?.finish();
    await settled();
    assert.deepEqual(begun(), [true, true, true, false]);
    works[0]?.finish();
    works[2]?.finish();
    await settled();
    assert.deepEqual(begun(), [true, true, true, true]);
    works[3]?.finish();
    await Promise.all(done);
  });

  it('refuses work while the queue is full', async () => {
    const semaphore = new Semaphore({ atOnce: 1, maxWaiting: 2, refusal: 'Full.' });
    const works = [work(), work(), work()];
    const done = works.map((each) => semaphore.run(each.run));
    assert.equal(semaphore.waiting, 2);
    const late = semaphore.run(() => Promise.resolve());
    await assert.rejects(late, (error) => error instanceof Problem && error.status === 503);
    for (const each of works) {
      each.finish();
      await settled();
    }
    await Promise.all(done);
    await semaphore.run(() => Promise.resolve());
  });

  it('passes on the slot of work that fails', async () => {
    const semaphore = new Semaphore({ atOnce: 1, maxWaiting: 1, refusal: 'Full.' });
    const failing = semaphore.run(() => Promise.reject(new Error('no')));
    const next = semaphore.run(() => Promise.resolve('yes'));
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
  });
});
