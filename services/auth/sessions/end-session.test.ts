import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { PASSWORD, replicasForTests } from '../testing/replicas.ts';

const { browser, account } = replicasForTests();

describe('ending a session', () => {
  it("of one's own works on another device", async () => {
    const laptop = await account('Grace');
    const phone = browser(1);
    const { sid } = await phone.login('Grace', PASSWORD);
    assert.equal((await laptop.send('DELETE', `/sessions/${sid}`)).status, 204);
    assert.deepEqual(await phone.verify(), { valid: false, reason: 'ended' });
    await assertProblem(phone.send('POST', '/refresh'), 401, 'unauthenticated');
    await assertProblem(laptop.send('DELETE', `/sessions/${sid}`), 404, 'not-found');
    assert.equal((await laptop.verify()).valid, true);
  });

  it('of another user answers the same as for an unknown one', async () => {
    const owner = browser();
    const { sid } = await owner.login('Owner');
    const other = browser();
    await other.login('Other');
    await assertProblem(other.send('DELETE', `/sessions/${sid}`), 404, 'not-found');
    const unknown = '00000000-0000-4000-8000-000000000000';
    await assertProblem(other.send('DELETE', `/sessions/${unknown}`), 404, 'not-found');
    await assertProblem(other.send('DELETE', '/sessions/7'), 400, 'validation');
    assert.equal((await owner.verify()).valid, true);
  });

  it('that is the current one logs out', async () => {
    const client = browser();
    const { sid } = await client.login('Self');
    assert.equal((await client.send('DELETE', `/sessions/${sid}`)).status, 204);
    assert.deepEqual(await client.verify(), { valid: false, reason: 'ended' });
    await browser().login('Self');
  });
});
