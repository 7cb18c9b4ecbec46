import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/auth.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { administrationForTests } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';

type PersonPage = components['schemas']['PersonPage'];

const replicas = replicasForTests();
const { browser } = replicas;

describe('the internal operations on people', () => {
  const administration = administrationForTests(replicas);

  const find = async (...subs: string[]) => {
    const response = await administration.send('POST', '/people', { subs });
    assert.equal(response.status, 200);
    return ((await response.json()) as PersonPage).people;
  };

  it('find accounts, guests and administrators by id', async () => {
    const { sub: account } = await administration.register('Bob');
    const { sub: guest } = await browser().login('Passer-by');
    const [administrator] = (await administration.list('?limit=1')).accounts;
    assert.ok(administrator);
    const expected = [
      { sub: account, username: 'Bob', roles: ['account'] },
      { sub: guest, username: 'Passer-by', roles: ['guest'] },
      { sub: administrator.sub, username: 'Agatha', roles: ['account', 'admin'] },
    ].sort((one, other) => (one.sub < other.sub ? -1 : 1));
    assert.deepEqual(await find(guest, randomUUID(), account, guest, administrator.sub), expected);
  });

  it('no longer find ended guests and deleted accounts, but do find disabled accounts', async () => {
    const { sub: account } = await administration.register('Carol');
    await administration.setDisabled(account, true);
    assert.equal((await find(account)).length, 1);
    await administration.send('DELETE', `/accounts/${account}`);
    const guest = browser();
    const { sub } = await guest.login('Short visit');
    assert.equal((await find(sub)).length, 1);
    await guest.logout();
    assert.deepEqual(await find(sub, account), []);
  });

  it('take up to 500 ids', async () => {
    const many = Array.from({ length: 500 }, () => randomUUID());
    assert.deepEqual(await find(...many), []);
    await assertProblem(browser().send('POST', '/people', { subs: [...many, randomUUID()] }), 400, 'validation');
    await assertProblem(browser().send('POST', '/people', { subs: [] }), 400, 'validation');
    await assertProblem(browser().send('POST', '/people', { subs: ['Ada'] }), 400, 'validation');
  });

  it('list everybody in pages', async () => {
    const { sub: deleted } = await administration.register('Leaver');
    await administration.send('DELETE', `/accounts/${deleted}`);
    for (const name of ['One', 'Two', 'Three']) await browser().login(name);
    const subs: string[] = [];
    for (let query: string | undefined = '?limit=2'; query !== undefined;) {
      const response = await browser().send('GET', `/people${query}`);
      assert.equal(response.status, 200);
      const { people, next } = (await response.json()) as PersonPage;
      assert.ok(people.length <= 2);
      subs.push(...people.map(({ sub }) => sub));
      query = next === undefined ? undefined : `?limit=2&after=${next}`;
    }
    const existing = await replicas.sql<{ sub: string }>(
      'SELECT sub FROM auth.people WHERE deleted_at IS NULL ORDER BY sub',
    );
    assert.deepEqual(
      subs,
      existing.map(({ sub }) => sub),
    );
    assert.ok(!subs.includes(deleted));
  });
});
