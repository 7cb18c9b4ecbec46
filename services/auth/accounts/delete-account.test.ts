import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { administrationForTests, ended, password } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();

describe('DELETE /accounts/{sub}', () => {
  const administration = administrationForTests(replicas);

  it('deletes the account, reports what is kept, and reserves its name', async () => {
    const { owner, sub } = await administration.register('Frank');
    const response = await administration.send('DELETE', `/accounts/${sub}`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), { sub, username: 'Frank', kept: ['messages', 'username'] });
    assert.deepEqual(await owner.verify(), ended);
    await assertProblem(administration.login('Frank', password), 401, 'wrong-password');
    await assertProblem(administration.login('frank'), 403, 'name-reserved');
    await assertProblem(administration.send('DELETE', `/accounts/${sub}`), 404, 'not-found');
    await assertProblem(administration.send('PATCH', `/accounts/${sub}`, { disabled: false }), 404, 'not-found');
    assert.ok((await administration.list('')).accounts.every((account) => account.sub !== sub));
  });
});
