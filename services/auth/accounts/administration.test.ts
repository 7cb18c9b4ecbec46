import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { administrationForTests, password } from '../testing/administration.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const { browser, sql, log } = replicas;

describe('administrative operations', () => {
  const administration = administrationForTests(replicas);

  const requests: [method: string, path: (sub: string) => string, body?: Record<string, unknown>][] = [
    ['GET', () => '/accounts'],
    ['PATCH', (sub) => `/accounts/${sub}`, { disabled: true }],
    ['DELETE', (sub) => `/accounts/${sub}`],
    ['DELETE', (sub) => `/guests/${sub}`],
    ['DELETE', (sub) => `/accounts/${sub}/sessions`],
    ['POST', (sub) => `/accounts/${sub}/reset-link`],
    ['PUT', (sub) => `/administrators/${sub}`],
    ['DELETE', (sub) => `/administrators/${sub}`],
  ];

  it('require an administrator', async () => {
    const { owner, sub } = await administration.register('Ivan');
    const guest = browser();
    await guest.login('Somebody');
    for (const [method, path, body] of requests) {
      await assertProblem(owner.send(method, path(sub), body), 403, 'forbidden');
      await assertProblem(guest.send(method, path(sub), body), 403, 'forbidden');
      await assertProblem(browser().send(method, path(sub), body), 401, 'unauthenticated');
    }
    assert.equal((await owner.verify()).valid, true);
  });

  it('cannot target administrators', async () => {
    const { sub } = await administration.register('Deputy');
    for (const target of [sub, await ownSub()]) {
      await assertProblem(administration.send('PATCH', `/accounts/${target}`, { disabled: true }), 403, 'forbidden');
      await assertProblem(administration.send('DELETE', `/accounts/${target}`), 403, 'forbidden');
    }
    await browser().login('Deputy', password);
  });

  it('answer 404 for an unknown id', async () => {
    for (const [method, path, body] of requests.slice(1)) {
      await assertProblem(administration.send(method, path(randomUUID()), body), 404, 'not-found');
      await assertProblem(administration.send(method, path('me'), body), 400, 'validation');
    }
  });

  it('write one audit log line per change', async () => {
    const { sub } = await administration.register('Judy');
    const guest = await browser().login('Passer-by');
    const target = { sub, username: 'Judy' };
    log.takeAudit();
    await administration.setDisabled(sub, true);
    await administration.setDisabled(sub, true);
    await administration.setDisabled(sub, false);
    await administration.send('DELETE', `/accounts/${sub}`);
    await administration.send('DELETE', `/guests/${guest.sub}`);
    const by = { sub: await ownSub(), username: 'Agatha', address: '127.0.0.1' };
    const expected = [
      { event: 'account-disabled', target },
      { event: 'account-enabled', target },
      { event: 'account-deleted', target },
      { event: 'guest-ended', target: { sub: guest.sub, username: 'Passer-by' } },
    ];
    const lines = log.takeAudit();
    assert.deepEqual(
      lines,
      lines.map((line, index) => ({ ...line, ...by, ...expected[index] })),
    );
    assert.equal(lines.length, expected.length);
  });

  async function ownSub(): Promise<string> {
    const [own] = await sql<{ sub: string }>(`SELECT sub FROM auth.people WHERE username = 'Agatha'`);
    assert.ok(own);
    return own.sub;
  }
});
