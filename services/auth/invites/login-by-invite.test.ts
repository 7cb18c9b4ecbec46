import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { messagesStandIn, type MessagesStandIn } from '../../../testkit/messages-stand-in.ts';
import type { Client, Session } from '../testing/client.ts';
import { SIGNING_KEY, type Replica } from '../testing/replica.ts';
import { PASSWORD, replicasForTests } from '../testing/replicas.ts';

const ROUNDS = 6;
const QUARTER_MS = 15 * 60_000;

const replicas = replicasForTests();
const { account, another, browser, clock, log, sql } = replicas;

describe('POST /login/invite', () => {
  let messages: MessagesStandIn;
  let first: Replica;
  let second: Replica;
  let grace: string;
  before(async () => {
    messages = await messagesStandIn();
    const config = { messagesUrl: messages.url, guestLogin: false, admins: ['Root'], signingKey: SIGNING_KEY };
    first = await another({ config });
    second = await another({ config });
    const admin = await account('Grace');
    grace = (await admin.refresh()).sub;
    await sql('UPDATE auth.people SET administrator = true WHERE sub = $1', [grace]);
  });
  after(() => messages.stop());

  let addresses = 0;
  /** A browser at an address of its own, since attempts are limited per address. */
  const newcomer = (replica: Replica) => replica.client({ 'X-Forwarded-For': `198.18.0.${++addresses}` });
  const send = (client: Client, code: string, username: string, password?: string) =>
    client.send('POST', '/login/invite', { code, username, ...(password === undefined ? {} : { password }) });
  async function enter(client: Client, code: string, username: string, password?: string): Promise<Session> {
    const response = await send(client, code, username, password);
    const text = await response.text();
    assert.equal(response.status, 200, text);
    return JSON.parse(text) as Session;
  }
  const accountInvite = (maxUses?: number) =>
    messages.invite({ makes: 'account', createdBy: grace, ...(maxUses === undefined ? {} : { maxUses }) });
  const exists = async (username: string) =>
    (await sql('SELECT FROM auth.people WHERE username = $1', [username])).length > 0;

  it('makes a guest while guest login is off, and says so to the other services', async () => {
    const code = messages.invite({});
    log.takeAudit();
    const ivy = newcomer(first);
    await assertProblem(ivy.send('POST', '/login', { username: 'Ivy' }), 403, 'guest-login-off');
    const { token, sid, roles } = await enter(ivy, code, 'Ivy');
    assert.deepEqual(roles, ['guest']);
    const verification = await ivy.verify(token);
    assert.ok(verification.valid && verification.invited);
    assert.equal((await ivy.refresh()).sid, sid);
    assert.equal((await ivy.login('Ivy')).sid, sid, 'continues the own session');
    const lines = log.takeAudit().filter(({ event }) => event === 'login-by-invite');
    assert.deepEqual(
      lines.map(({ username, makes }) => [username, makes]),
      [['Ivy', 'guest']],
    );
    await assertProblem(ivy.send('PUT', '/account/password', { password: PASSWORD }), 403, 'guest-login-off');
    assert.ok(![code, token].some((secret) => log.text().includes(secret)));
  });

  it('says of nobody else that they came by an invite', async () => {
    const ada = browser();
    const { token } = await ada.login('Plain guest');
    const verification = await ada.verify(token);
    assert.ok(verification.valid && verification.invited === false);
  });

  it('makes an account, which is like every other', async () => {
    const joan = newcomer(first);
    const { roles, sub, token } = await enter(joan, accountInvite(), 'Joan', PASSWORD);
    assert.deepEqual(roles, ['account']);
    const verification = await joan.verify(token);
    assert.ok(verification.valid && verification.invited === false);
    assert.equal((await newcomer(second).login('Joan', PASSWORD)).sub, sub);
  });

  it('a guest by invite is like every other once an account', async () => {
    const config = { messagesUrl: messages.url };
    const open = (await another({ config })).client();
    const { sub, token } = await enter(open, messages.invite({}), 'Turning');
    open.token = token;
    const session = await open.setPassword(PASSWORD);
    assert.deepEqual([session.sub, session.roles], [sub, ['account']]);
    const verification = await open.verify(session.token);
    assert.ok(verification.valid && verification.invited === false);
  });

  it('wants a password for an account, and none for a guest', async () => {
    for (const [code, password] of [
      [accountInvite(), undefined],
      [messages.invite({}), PASSWORD],
    ] as const) {
      const problem = await assertProblem(send(newcomer(first), code, 'Wrong', password), 400, 'validation');
      assert.equal(problem.errors?.[0]?.field, '/body/password');
    }
    await assertProblem(send(newcomer(first), accountInvite(), 'Wrong', 'password'), 400, 'validation');
    assert.ok(!(await exists('Wrong')));
  });

  it('refuses codes that are not valid, and logs no code', async () => {
    log.takeAudit();
    const code = messages.invite({});
    messages.end(code);
    await assertProblem(send(newcomer(first), code, 'Late'), 410, 'invite-invalid');
    const unknown = 'x'.repeat(32);
    await assertProblem(send(newcomer(first), unknown, 'Late'), 404, 'invite-invalid');
    assert.deepEqual(
      log
        .takeAudit()
        .filter(({ event }) => event === 'login-failed')
        .map(({ reason }) => reason),
      ['invite-invalid', 'invite-invalid'],
    );
    assert.ok(![code, unknown].some((secret) => log.text().includes(secret)));
    const lonely = await another({ config: { messagesUrl: 'http://127.0.0.1:9' } });
    await assertProblem(send(newcomer(lonely), code, 'Late'), 503, 'unavailable');
  });

  it('makes accounts only while its creator is an administrator', async () => {
    const admin = await account('Was one');
    const { sub } = await admin.refresh();
    const code = messages.invite({ makes: 'account', createdBy: sub });
    await assertProblem(send(newcomer(first), code, 'Unwanted', PASSWORD), 410, 'invite-invalid');
    await sql('UPDATE auth.people SET administrator = true WHERE sub = $1', [sub]);
    await enter(newcomer(first), code, 'Wanted', PASSWORD);
    await sql('UPDATE auth.people SET disabled_at = now() WHERE sub = $1', [sub]);
    await assertProblem(send(newcomer(first), code, 'Unwanted', PASSWORD), 410, 'invite-invalid');
    const gone = messages.invite({ makes: 'account', createdBy: randomUUID() });
    await assertProblem(send(newcomer(first), gone, 'Unwanted', PASSWORD), 410, 'invite-invalid');
  });

  it('takes no name that another one has, and then uses nothing', async () => {
    const code = accountInvite(1);
    await account('Taken');
    for (const name of ['Taken', 'TAKEN']) {
      await assertProblem(send(newcomer(first), code, name, PASSWORD), 409, 'name-taken');
    }
    await assertProblem(send(newcomer(first), code, 'Root', PASSWORD), 403, 'name-reserved');
    await assertProblem(send(newcomer(first), messages.invite({}), 'Taken'), 409, 'name-taken');
    const kim = newcomer(first);
    await enter(kim, messages.invite({}), 'Kim');
    await assertProblem(send(newcomer(second), messages.invite({}), 'Kim'), 409, 'name-taken');
    await enter(newcomer(first), code, 'Not taken', PASSWORD);
    await assertProblem(send(newcomer(first), code, 'One more', PASSWORD), 410, 'invite-invalid');
  });

  it('takes the name of a guest whose hold has expired, and of the own browser', async () => {
    const one = newcomer(first);
    const before = await enter(one, messages.invite({}), 'Passing');
    const again = await enter(one, messages.invite({}), 'Passing');
    assert.notEqual(again.sub, before.sub);
    clock.pass(QUARTER_MS + 1);
    await enter(newcomer(second), messages.invite({}), 'Passing');
    assert.deepEqual(await one.verify(again.token), { valid: false, reason: 'expired' });
  });

  it('makes as many accounts as it has uses, however many try at once', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const code = accountInvite(2);
      const names = Array.from({ length: 5 }, (_, index) => `Racer ${round}${'abcde'[index] ?? ''}`);
      const answers = await Promise.all(
        names.map((name, index) => send(newcomer(index % 2 ? first : second), code, name, PASSWORD)),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 410, 410, 410]);
      const made = await Promise.all(names.map(exists));
      assert.equal(made.filter(Boolean).length, 2);
    }
  });

  it('gives one name to one of several', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const [code, name] = [accountInvite(3), `Wanted by ${'abcdef'[round] ?? ''} three`];
      const answers = await Promise.all(
        [first, second, first].map((each) => send(newcomer(each), code, name, PASSWORD)),
      );
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
    }
  });
});

it('limits attempts per address', async () => {
  const messages = await messagesStandIn();
  const replica = await another({ config: { messagesUrl: messages.url } });
  const client = replica.client({ 'X-Forwarded-For': '198.51.100.7' });
  const statuses = new Set<number>();
  // Two minutes may begin between the first and the last.
  for (let tried = 0; tried < 121; tried++) {
    const body = { code: 'x'.repeat(32), username: 'Trying' };
    statuses.add((await client.send('POST', '/login/invite', body)).status);
  }
  await messages.stop();
  assert.deepEqual([...statuses], [404, 429]);
});
