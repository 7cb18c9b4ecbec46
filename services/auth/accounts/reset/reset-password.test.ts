import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { components } from '../../../../generated/types/auth.ts';
import type { Session } from '../../../../testkit/api.ts';
import { assertProblem } from '../../../../testkit/assert-problem.ts';
import { administrationForTests, ended, password } from '../../testing/administration.ts';
import type { Client } from '../../testing/client.ts';
import { replicasForTests } from '../../testing/replicas.ts';

type ResetLink = components['schemas']['ResetLink'];

const replicas = replicasForTests();
const { another, browser, clock, log } = replicas;
const RENEWED = 'paper lantern over water';

describe('one-time links for a new password', () => {
  const administration = administrationForTests(replicas);
  const create = (sub: string) => administration.send('POST', `/accounts/${sub}/reset-link`);
  const reset = (client: Client, code: string, sent = RENEWED) =>
    client.send('POST', '/reset', { code, password: sent });

  async function newCode(sub: string): Promise<string> {
    const response = await create(sub);
    assert.equal(response.status, 201);
    const { link, expiresAt } = (await response.json()) as ResetLink;
    assert.equal(Date.parse(expiresAt), clock.now().getTime() + 86_400_000);
    return link.slice('/reset#'.length);
  }

  it('set the password, end all sessions and log in', async () => {
    const { owner, sub } = await administration.register('Bob');
    log.takeAudit();
    const code = await newCode(sub);
    const elsewhere = browser(1);
    const guest = await elsewhere.login('Somebody else');
    const response = await reset(elsewhere, code);
    assert.equal(response.status, 200);
    const session = (await response.json()) as Session;
    assert.equal(session.sub, sub);
    assert.deepEqual(session.roles, ['account']);
    assert.equal((await elsewhere.refresh()).sid, session.sid);
    assert.deepEqual(await owner.verify(), ended);
    // One browser is one person.
    assert.deepEqual(await owner.verify(guest.token), ended);
    await assertProblem(administration.login('Bob', password), 401, 'wrong-password');
    await browser().login('Bob', RENEWED);
    const target = { sub, username: 'Bob' };
    const lines = log.takeAudit().filter(({ event }) => event !== 'login' && event !== 'login-failed');
    assert.deepEqual(
      lines.map((line) => [line['event'], line['target'] ?? line['username']]),
      [
        ['reset-link-created', target],
        ['session-ended', 'Somebody else'],
        ['password-reset', target],
      ],
    );
    assert.ok(![code, session.token, RENEWED].some((secret) => log.text().includes(secret)));
  });

  it('stay valid after a password that is refused, and are used once at the same time', async () => {
    const { sub } = await administration.register('Dave');
    const code = await newCode(sub);
    await assertProblem(reset(browser(), code, 'password1'), 400, 'validation');
    const answers = await Promise.all([reset(browser(0), code), reset(browser(1), code)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404]);
  });

  it('end with every change of the password, with disabling and with the role of an administrator', async () => {
    const { owner, sub } = await administration.register('Erin');
    const first = await newCode(sub);
    await owner.setPassword(RENEWED, password);
    await assertProblem(reset(browser(), first), 404, 'not-found');
    const second = await newCode(sub);
    await administration.setDisabled(sub, true);
    await assertProblem(create(sub), 403, 'forbidden');
    await administration.setDisabled(sub, false);
    await assertProblem(reset(browser(), second), 404, 'not-found');
    const third = await newCode(sub);
    await administration.send('PUT', `/administrators/${sub}`);
    await assertProblem(reset(browser(), third), 404, 'not-found');
    await assertProblem(create(sub), 403, 'forbidden');
  });

  it('are not made for guests and unknown ids, and are tried a limited number of times per address', async () => {
    const { sub } = await browser().login('Guest');
    await assertProblem(create(sub), 404, 'not-found');
    const { client } = await another({ config: { limits: { loginPerName: 1, loginPerAddress: 10_000 } } });
    const one = client({ 'X-Forwarded-For': '203.0.113.7' });
    await assertProblem(reset(one, 'x'.repeat(43)), 404, 'not-found');
    await assertProblem(reset(one, 'x'.repeat(43)), 429, 'rate-limited');
    await assertProblem(reset(client({ 'Sec-Fetch-Site': 'same-site' }), 'x'.repeat(43)), 403, 'forbidden');
  });
  it('work once, for a day, and the newest one only', async () => {
    const { sub } = await administration.register('Carol');
    const code = await newCode(sub);
    const newer = await newCode(sub);
    await assertProblem(reset(browser(), code), 404, 'not-found');
    // The last test here, since the administrator's token expires too.
    clock.pass(86_400_000);
    await assertProblem(reset(browser(), newer), 404, 'not-found');
    await assertProblem(reset(browser(), 'x'.repeat(43)), 404, 'not-found');
    await assertProblem(reset(browser(), 'too short'), 400, 'validation');
  });
});
