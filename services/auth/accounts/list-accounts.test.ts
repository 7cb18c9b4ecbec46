import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { administrationForTests } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const { browser } = replicas;

describe('GET /accounts', () => {
  const administration = administrationForTests(replicas);

  it('lists all accounts by name in pages, without guests', async () => {
    await browser().login('A guest');
    for (const name of ['Carol', 'Bob', 'Zoë']) await administration.register(name);
    const names: string[] = [];
    for (let query = '?limit=2'; query !== '';) {
      const { accounts, next } = await administration.list(query);
      assert.ok(accounts.length <= 2);
      names.push(...accounts.map(({ username }) => username));
      query = next === undefined ? '' : `?limit=2&after=${encodeURIComponent(next)}`;
    }
    assert.deepEqual(names, ['Agatha', 'Bob', 'Carol', 'Zoë']);
    const [first] = (await administration.list('?limit=1')).accounts;
    assert.deepEqual(first?.roles, ['account', 'admin']);
    assert.ok(first.lastUsedAt);
    await assertProblem(administration.send('GET', '/accounts?after=%00'), 400, 'validation');
    await assertProblem(administration.send('GET', '/accounts?limit=201'), 400, 'validation');
  });

  it('finds accounts by a part of the name, in any case and width', async () => {
    for (const name of ['Ursula K', 'Le Guin']) await administration.register(name);
    const found = async (q: string) =>
      (await administration.list(`?q=${encodeURIComponent(q)}`)).accounts.map(({ username }) => username);
    assert.deepEqual(await found('URSULA'), ['Ursula K']);
    assert.deepEqual(await found('ｇｕｉ'), ['Le Guin']);
    assert.deepEqual(await found('%'), []);
    await assertProblem(administration.send('GET', '/accounts?q='), 400, 'validation');
  });
});
