import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { administrationForTests, ended, password } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const { browser, sql } = replicas;

describe('PATCH /accounts/{sub}', () => {
  const administration = administrationForTests(replicas);

  it('ends all sessions of a disabled account, and names the reason only with the right password', async () => {
    const { owner, sub } = await administration.register('Dan');
    const account = await administration.setDisabled(sub, true);
    assert.deepEqual(account, { sub, username: 'Dan', roles: ['account'], disabledAt: account.disabledAt });
    assert.ok(account.disabledAt);
    assert.deepEqual(await owner.verify(), ended);
    await assertProblem(owner.send('POST', '/refresh'), 401, 'unauthenticated');
    await assertProblem(administration.login('Dan', password), 403, 'account-disabled');
    await assertProblem(administration.login('Dan', 'wrong password'), 401, 'wrong-password');
    await assertProblem(administration.login('Dan'), 401, 'password-required');
    assert.equal((await administration.setDisabled(sub, true)).disabledAt, account.disabledAt);

    assert.deepEqual(await administration.setDisabled(sub, false), { sub, username: 'Dan', roles: ['account'] });
    assert.equal((await browser().login('Dan', password)).sub, sub);
  });

  it('keeps a disabled account out of replicas of the previous release', async () => {
    const { sub } = await administration.register('Erin');
    const hashes = 'SELECT password_hash, disabled_hash FROM auth.people WHERE sub = $1';
    type Hashes = { password_hash: string; disabled_hash: string | null };
    const [enabled] = await sql<Hashes>(hashes, [sub]);
    await administration.setDisabled(sub, true);
    const [disabled] = await sql<Hashes>(hashes, [sub]);
    assert.ok(enabled && disabled);
    assert.match(disabled.password_hash, /^\$argon2id\$/);
    assert.notEqual(disabled.password_hash, enabled.password_hash);
    assert.equal(disabled.disabled_hash, enabled.password_hash);
  });
});
