import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { administrationForTests, ended } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const { browser } = replicas;

describe('DELETE /guests/{sub}', () => {
  const administration = administrationForTests(replicas);

  it("ends a guest's session and frees the name", async () => {
    const guest = browser();
    const { sub } = await guest.login('Gast');
    assert.equal((await administration.send('DELETE', `/guests/${sub}`)).status, 204);
    assert.deepEqual(await guest.verify(), ended);
    await assertProblem(administration.send('DELETE', `/guests/${sub}`), 404, 'not-found');
    await browser(1).login('Gast');
  });

  it('does not affect accounts', async () => {
    const { owner, sub } = await administration.register('Heidi');
    await assertProblem(administration.send('DELETE', `/guests/${sub}`), 404, 'not-found');
    assert.equal((await owner.verify()).valid, true);
  });
});
