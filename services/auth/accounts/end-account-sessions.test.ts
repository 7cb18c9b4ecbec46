import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administrationForTests, ended, password } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const { browser, log } = replicas;

describe('DELETE /accounts/{sub}/sessions', () => {
  const administration = administrationForTests(replicas);

  it('logs an account out everywhere, which may log in again', async () => {
    const { owner, sub } = await administration.register('Bob');
    const phone = browser(1);
    await phone.login('Bob', password);
    log.takeAudit();
    assert.equal((await administration.send('DELETE', `/accounts/${sub}/sessions`)).status, 204);
    assert.deepEqual(await owner.verify(), ended);
    assert.deepEqual(await phone.verify(), ended);
    const [line] = log.takeAudit();
    const target = { sub, username: 'Bob' };
    assert.deepEqual([line?.['event'], line?.['target']], ['sessions-ended', target]);
    await browser().login('Bob', password);
  });
});
