import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/auth.ts';
import { PASSWORD, replicasForTests } from '../testing/replicas.ts';

const { browser, account } = replicasForTests();

describe('logging out', () => {
  it('works with the token, with the cookie, and with neither', async () => {
    const byToken = browser();
    const { token } = await byToken.login('By token');
    byToken.cookie = undefined;
    await byToken.logout();
    assert.deepEqual(await byToken.verify(token), { valid: false, reason: 'ended' });

    const byCookie = browser();
    const second = await byCookie.login('By cookie');
    byCookie.token = undefined;
    await byCookie.logout();
    assert.deepEqual(await byCookie.verify(second.token), { valid: false, reason: 'ended' });

    await byCookie.logout();
  });

  it('works with a cookie that has been replaced', async () => {
    const one = browser();
    const { token } = await one.login('Stale');
    const stale = one.cookie;
    await one.refresh();
    one.cookie = stale;
    one.token = undefined;
    await one.logout();
    assert.deepEqual(await one.verify(token), { valid: false, reason: 'ended' });
  });

  it("keeps an account's other sessions", async () => {
    const laptop = await account('Mary');
    const phone = browser();
    await phone.login('Mary', PASSWORD);
    await phone.logout();
    assert.equal((await laptop.verify()).valid, true);
    const sessions = await laptop.send('GET', '/sessions');
    assert.equal(((await sessions.json()) as components['schemas']['SessionList']).sessions.length, 1);
  });
});
