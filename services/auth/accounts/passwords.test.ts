import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Passwords, passwordSemaphore, randomPassword } from './passwords.ts';

describe('passwords', () => {
  const passwords = new Passwords(passwordSemaphore({ atOnce: 2, maxWaiting: 16 }));

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
