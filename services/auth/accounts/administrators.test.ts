import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { administrationForTests } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const { browser, log, sql } = replicas;

describe('PUT and DELETE /administrators/{sub}', () => {
  const administration = administrationForTests(replicas);
  const grant = (sub: string) => administration.send('PUT', `/administrators/${sub}`);
  const revoke = (sub: string) => administration.send('DELETE', `/administrators/${sub}`);

  it('make an account an administrator and revoke it, with one audit log line each', async () => {
    const { owner, sub } = await administration.register('Bob');
    log.takeAudit();
    assert.equal((await grant(sub)).status, 204);
    assert.equal((await grant(sub)).status, 204);
    const verified = await owner.verify();
    assert.deepEqual(verified.valid && verified.roles, ['account', 'admin']);
    const { accounts } = await administration.list('?limit=2');
    assert.deepEqual(
      accounts.map(({ username, administrator }) => [username, administrator]),
      [
        ['Agatha', 'setting'],
        ['Bob', 'granted'],
      ],
    );
    assert.equal((await owner.send('GET', '/accounts')).status, 200);
    assert.equal((await revoke(sub)).status, 204);
    assert.equal((await revoke(sub)).status, 204);
    await assertProblem(owner.send('GET', '/accounts'), 403, 'forbidden');
    const target = { sub, username: 'Bob' };
    assert.deepEqual(
      log.takeAudit().map((line) => [line['event'], line['target'] ?? line['problem']]),
      [
        ['administrator-granted', target],
        ['administrator-revoked', target],
        ['refused', 'forbidden'],
      ],
    );
  });

  it('protect an administrator from being disabled or deleted until it is revoked', async () => {
    const { sub } = await administration.register('Carol');
    await grant(sub);
    await assertProblem(administration.send('PATCH', `/accounts/${sub}`, { disabled: true }), 403, 'forbidden');
    await assertProblem(administration.send('DELETE', `/accounts/${sub}`), 403, 'forbidden');
    await revoke(sub);
    await administration.setDisabled(sub, true);
    await assertProblem(grant(sub), 403, 'forbidden');
  });

  it('refuse guests, unknown ids and names in ADMINS', async () => {
    const { sub } = await browser().login('A guest');
    await assertProblem(grant(sub), 404, 'not-found');
    await assertProblem(revoke(sub), 404, 'not-found');
    const [agatha] = (await administration.list('?limit=1')).accounts;
    assert.ok(agatha);
    assert.equal((await grant(agatha.sub)).status, 204);
    await assertProblem(revoke(agatha.sub), 403, 'forbidden');
  });

  it('never leave a chat without an administrator, even if two revoke each other at the same time', async () => {
    // At replicas that know no name in ADMINS.
    const two = await Promise.all(
      ['Dorothy', 'Katherine'].map(async (name) => {
        const { owner, sub } = await administration.register(name);
        return { owner, sub };
      }),
    );
    await sql('UPDATE auth.people SET administrator = sub = ANY ($1)', [two.map(({ sub }) => sub)]);
    const [dorothy, katherine] = two;
    assert.ok(dorothy && katherine);
    const answers = await Promise.all([
      dorothy.owner.send('DELETE', `/administrators/${katherine.sub}`),
      katherine.owner.send('DELETE', `/administrators/${dorothy.sub}`),
    ]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 403]);
    const remaining = await sql('SELECT FROM auth.people WHERE administrator');
    assert.equal(remaining.length, 1);
  });
});
