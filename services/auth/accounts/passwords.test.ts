import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Problem } from '../../shared/http/problem.ts';
import { Passwords, randomPassword } from './passwords.ts';
import { Turns } from '../../shared/limits/semaphore.ts';

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

describe('turns', () => {
  it('limit concurrent work, in order of arrival', async () => {
    const turns = new Turns(2, 10);
    const works = [work(), work(), work(), work()];
    const done = works.map((each) => turns.take(each.run));
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

  it('refuse work while the queue is full', async () => {
    const turns = new Turns(1, 2);
    const works = [work(), work(), work()];
    const done = works.map((each) => turns.take(each.run));
    assert.equal(turns.waiting, 2);
    const late = turns.take(() => Promise.resolve());
    await assert.rejects(late, (error) => error instanceof Problem && error.status === 503);
    for (const each of works) {
      each.finish();
      await settled();
    }
    await Promise.all(done);
    await turns.take(() => Promise.resolve());
  });

  it('are passed on by work that fails', async () => {
    const turns = new Turns(1, 1);
    const failing = turns.take(() => Promise.reject(new Error('no')));
    const next = turns.take(() => Promise.resolve('yes'));
    await assert.rejects(failing, /no/);
    assert.equal(await next, 'yes');
  });
});

describe('passwords', () => {
  const passwords = new Passwords(new Turns(2, 16));

  it('match only their own hash, and two hashes of one password differ', async () => {
    const [one, two] = await Promise.all([passwords.hash('secret'), passwords.hash('secret')]);
    assert.notEqual(one, two);
    assert.equal(await passwords.matches(one, 'secret'), true);
    assert.equal(await passwords.matches(one, 'Secret'), false);
    assert.equal(await passwords.matches(one, ''), false);
  });

  it('match nothing if there is no account', async () => {
    assert.equal(await passwords.matches(undefined, 'secret'), false);
  });

  it('that are generated differ', () => {
    assert.match(randomPassword(), /^([a-kmnp-z2-9]{4}-){4}[a-kmnp-z2-9]{4}$/);
    assert.notEqual(randomPassword(), randomPassword());
  });
});
