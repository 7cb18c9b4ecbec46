import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/auth.ts';
import { administrationForTests } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';

type GuestPage = components['schemas']['GuestPage'];

const replicas = replicasForTests();
const { browser, clock } = replicas;

describe('GET /guests', () => {
  const administration = administrationForTests(replicas);

  it('lists all guests by name in pages, without accounts', async () => {
    const { sub } = await browser().login('Bea');
    await administration.register('Account');
    for (const name of ['Zoë', 'Carl']) await browser().login(name);
    const leaver = browser();
    await leaver.login('Leaver');
    await leaver.logout();
    const guests: GuestPage['guests'] = [];
    for (let query = '?limit=2'; query !== '';) {
      const response = await administration.send('GET', `/guests${query}`);
      assert.equal(response.status, 200);
      const { guests: page, next } = (await response.json()) as GuestPage;
      assert.ok(page.length <= 2);
      guests.push(...page);
      query = next === undefined ? '' : `?limit=2&after=${encodeURIComponent(next)}`;
    }
    assert.deepEqual(
      guests.map(({ username }) => username),
      ['Bea', 'Carl', 'Zoë'],
    );
    const found = (await (await administration.send('GET', '/guests?q=CAR')).json()) as GuestPage;
    assert.deepEqual(
      found.guests.map(({ username }) => username),
      ['Carl'],
    );
    assert.deepEqual(guests[0], { sub, username: 'Bea', lastUsedAt: clock.now().toISOString() });
  });
});
