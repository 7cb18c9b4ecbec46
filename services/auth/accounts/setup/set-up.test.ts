import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Session } from '../../../../testkit/api.ts';
import { assertProblem } from '../../../../testkit/assert-problem.ts';
import { createPool } from '../../../shared/database/pool.ts';
import { createLogger } from '../../../shared/logging/logger.ts';
import { IdentityStore } from '../../store.ts';
import type { Client } from '../../testing/client.ts';
import { PASSWORD, replicasForTests } from '../../testing/replicas.ts';
import { accountCommand } from '../command/command.ts';
import { createSetupLink } from './setup-link.ts';

const replicas = replicasForTests();
const { another, browser, clock, log, sql } = replicas;

describe('POST /setup', () => {
  let pool: ReturnType<typeof createPool>;
  before(() => {
    pool = createPool(replicas.url(), 'test', createLogger('test', 'silent'));
  });
  after(() => pool.end());
  // As if nobody had ever been made an administrator.
  beforeEach(() => sql('UPDATE auth.people SET administrator = false WHERE administrator'));

  const newLink = () => createSetupLink(new IdentityStore(pool), [], clock.now());
  async function newCode(): Promise<string> {
    const link = await newLink();
    assert.ok(link);
    assert.match(link.path, /^\/setup#[\w-]{43}$/);
    return link.path.slice('/setup#'.length);
  }
  const send = (client: Client, code: string, username: string, password = PASSWORD) =>
    client.send('POST', '/setup', { code, username, password, chatName: 'Analytical Engine' });

  it('makes the first administrator, names the chat and logs in', async () => {
    const code = await newCode();
    log.takeAudit();
    const grace = browser();
    const response = await send(grace, code, 'Grace');
    assert.equal(response.status, 200);
    const { roles, sub, sid, token } = (await response.json()) as Session;
    assert.deepEqual(roles, ['account', 'admin']);
    assert.deepEqual(
      log.takeAudit().map(({ event, username, name }) => [event, username, name]),
      [['chat-set-up', 'Grace', 'Analytical Engine']],
    );
    assert.equal((await grace.refresh()).sid, sid);
    assert.deepEqual(await (await grace.send('GET', '/about')).json(), { name: 'Analytical Engine', guestLogin: true });
    assert.deepEqual((await browser(1).login('Grace', PASSWORD)).roles, ['account', 'admin']);
    const listed = await (await grace.send('GET', '/administrators')).json();
    assert.deepEqual(listed, { administrators: [{ sub, username: 'Grace' }] });
    assert.ok(![code, token, PASSWORD].some((secret) => log.text().includes(secret)));
  });

  it('takes a code once, for a day, and the newest one only', async () => {
    const code = await newCode();
    const newer = await newCode();
    await assertProblem(send(browser(), code, 'Ada'), 404, 'not-found');
    clock.pass(86_400_000);
    await assertProblem(send(browser(), newer, 'Ada'), 404, 'not-found');
    const last = await newCode();
    const statuses = await Promise.all(['Ada', 'Eve'].map(async (name) => (await send(browser(), last, name)).status));
    assert.deepEqual(statuses.sort(), [200, 404]);
  });

  it('is over as soon as there is an administrator', async () => {
    const code = await newCode();
    const named = await another({ config: { admins: ['Somebody'] } });
    await assertProblem(send(named.client(), code, 'Hedy'), 404, 'not-found');
    await assertProblem(send(browser(), code, 'Hedy'), 404, 'not-found');
    const second = await newCode();
    await replicas.account('Mary');
    await sql(`UPDATE auth.people SET administrator = true WHERE username = 'Mary'`);
    await assertProblem(send(browser(), second, 'Hedy'), 404, 'not-found');
    assert.equal(await newLink(), undefined);
    const command = accountCommand(['setup'], { databaseUrl: replicas.url(), migrationUrl: replicas.url() }, {});
    await assert.rejects(command, /^Error: There is an administrator already/);
  });

  it('keeps the code valid after a refusal that another try can fix', async () => {
    const code = await newCode();
    await browser().login('Guest');
    await assertProblem(send(browser(), code, 'guest'), 409, 'name-taken');
    await assertProblem(send(browser(), code, 'Gue\u0455t'), 400, 'validation');
    await assertProblem(send(browser(), code, 'Rosa', 'password1'), 400, 'validation');
    const output = await accountCommand(
      ['setup'],
      { databaseUrl: replicas.url(), migrationUrl: replicas.url() },
      { now: clock.now(), admins: [] },
    );
    const [, printed = ''] = /\/setup#(\S+)$/m.exec(output) ?? [];
    await assertProblem(send(browser(), code, 'Admin'), 404, 'not-found');
    // The operator may take a name that nobody else can.
    assert.equal((await send(browser(), printed, 'Admin')).status, 200);
  });

  it("ends the browser's own session, whose name is then free", async () => {
    const code = await newCode();
    const guest = browser();
    const { sub, token } = await guest.login('Barbara');
    const response = await send(guest, code, 'Barbara');
    assert.equal(response.status, 200);
    assert.notEqual(((await response.json()) as Session).sub, sub);
    assert.deepEqual(await browser().verify(token), { valid: false, reason: 'ended' });
  });

  it('is limited per address and refused to pages of other origins', async () => {
    const { client } = await another({ config: { limits: { loginPerName: 2, loginPerAddress: 10_000 } } });
    const one = client({ 'X-Forwarded-For': '203.0.113.7' });
    const wrong = 'x'.repeat(43);
    for (let count = 0; count < 2; count++) await assertProblem(send(one, wrong, 'Ada'), 404, 'not-found');
    await assertProblem(send(one, wrong, 'Ada'), 429, 'rate-limited');
    await assertProblem(send(client({ 'Sec-Fetch-Site': 'same-site' }), wrong, 'Ada'), 403, 'forbidden');
  });
});
