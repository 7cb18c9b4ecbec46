import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { assertProblem } from '../../testkit/assert-problem.ts';
import { waitUntil } from '../../testkit/wait-until.ts';
import { CHANGES, LISTS } from './admit-administrator.ts';
import { administrationForTests } from './testing/administration.ts';
import { replicasForTests } from './testing/replicas.ts';

const NOBODY = randomUUID();
const LISTED = ['/accounts', '/guests', '/audit'];
const CHANGED: [method: string, path: string, body?: Record<string, unknown>][] = [
  ['PATCH', `/accounts/${NOBODY}`, { disabled: true }],
  ['DELETE', `/accounts/${NOBODY}`],
  ['DELETE', `/accounts/${NOBODY}/sessions`],
  ['POST', `/accounts/${NOBODY}/reset-link`],
  ['PUT', `/administrators/${NOBODY}`],
  ['DELETE', `/administrators/${NOBODY}`],
  ['DELETE', `/guests/${NOBODY}`],
  ['PATCH', '/about', { name: 'Chat' }],
];

describe('the limits of an administrator', () => {
  const replicas = replicasForTests();
  const { send } = administrationForTests(replicas);
  const counted = (kind: string) =>
    replicas.sql(`SELECT count FROM auth.rate_limits WHERE key LIKE 'administer-${kind}:%'`);

  /** A minute may begin in between. */
  async function assertLimited(kind: string, limit: number, attempt: () => Promise<Response>): Promise<void> {
    let refused: Response | undefined;
    await waitUntil('it is refused', async () => {
      await replicas.sql(`UPDATE auth.rate_limits SET count = ${limit} WHERE key LIKE 'administer-${kind}:%'`);
      const response = await attempt();
      if (response.status === 429) refused = response;
      return refused !== undefined;
    });
    assert.ok(refused);
    assert.match(refused.headers.get('Retry-After') ?? '', /^[1-9]\d*$/);
    await assertProblem(Promise.resolve(refused), 429, 'rate-limited');
  }

  it('count lists and changes apart, and refuse each beyond its own', async () => {
    assert.equal((await send('GET', '/accounts')).status, 200);
    assert.equal((await counted('change')).length, 0);
    await assertProblem(send('DELETE', `/guests/${NOBODY}`), 404, 'not-found');
    for (const path of LISTED) await assertLimited('list', LISTS.perMinute, () => send('GET', path));
    for (const change of CHANGED) await assertLimited('change', CHANGES.perMinute, () => send(...change));
  });

  it('count nothing of those who are not administrators', async () => {
    await replicas.sql("DELETE FROM auth.rate_limits WHERE key LIKE 'administer-%'");
    const guest = replicas.browser();
    await guest.login('Curious');
    await assertProblem(guest.send('GET', '/accounts'), 403, 'forbidden');
    await assertProblem(guest.send('DELETE', `/guests/${NOBODY}`), 403, 'forbidden');
    assert.equal((await counted('%')).length, 0);
  });
});
