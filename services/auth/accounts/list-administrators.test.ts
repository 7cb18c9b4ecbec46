import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { replicasForTests } from '../testing/replicas.ts';

const PASSWORD = 'correct horse battery staple';
const { browser, another } = replicasForTests();

describe('the list of administrators', () => {
  it('contains the accounts named in ADMINS, but no guests or lookalikes', async () => {
    for (const name of ['Grace', 'Hedy', 'Ada']) {
      const client = browser();
      await client.login(name);
      if (name !== 'Ada') await client.setPassword(PASSWORD);
    }
    const { client } = await another({ config: { admins: ['GRACE', 'Ada', 'Nobody yet'] } });
    const reader = client();
    await reader.login('Reader');
    const { sub } = await client().login('Grace', PASSWORD);
    const response = await reader.send('GET', '/administrators');
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { administrators: [{ sub, username: 'Grace' }] });
  });

  it('requires a login', async () => {
    await assertProblem(browser().send('GET', '/administrators'), 401, 'unauthenticated');
  });
});
