/** What a login by invite does when message-service, which knows the invites, dies or hangs. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { messagesStandIn, type MessagesFault, type MessagesStandIn } from '../../../testkit/messages-stand-in.ts';
import type { Client, Session } from '../testing/client.ts';
import type { Replica } from '../testing/replica.ts';
import { PASSWORD, replicasForTests } from '../testing/replicas.ts';

const FAULTS: MessagesFault[] = ['dead', 'hanging', 'interrupted', 'stalled'];

const { account, another, log, sql } = replicasForTests();

describe('a login by invite while message-service fails', () => {
  let messages: MessagesStandIn;
  let replica: Replica;
  let creator: string;
  before(async () => {
    messages = await messagesStandIn();
    replica = await another({ config: { messagesUrl: messages.url } });
    creator = (await (await account('Grace')).refresh()).sub;
    await sql('UPDATE auth.people SET administrator = true WHERE sub = $1', [creator]);
  });
  after(() => messages.stop());

  let addresses = 0;
  const newcomer = () => replica.client({ 'X-Forwarded-For': `198.18.1.${++addresses}` });
  const people = async (username: string) =>
    (await sql('SELECT FROM auth.people WHERE username = $1', [username])).length;
  const enter = (client: Client, code: string, username: string) =>
    client.send('POST', '/login/invite', { code, username, password: PASSWORD });

  for (const [index, fault] of FAULTS.entries()) {
    it(`is refused with a time to retry, makes nothing, and works afterwards: ${fault}`, async () => {
      const [client, username] = [newcomer(), `Newcomer ${index}`];
      const code = messages.invite({ makes: 'account', createdBy: creator, maxUses: 1 });
      const sessions = () => sql('SELECT sid FROM auth.sessions ORDER BY sid');
      const before = await sessions();
      log.takeAudit();

      messages.fail(fault);
      const refused = await enter(client, code, username);
      const retryAfter = refused.headers.get('Retry-After');
      const { detail } = await assertProblem(Promise.resolve(refused), 503, 'unavailable');
      assert.match(retryAfter ?? '', /^[1-9]\d?$/);
      assert.match(detail ?? '', /^Invites cannot be checked now: message-service is unreachable\. Try again/);
      assert.equal(client.cookie, undefined);
      assert.equal(await people(username), 0);
      assert.deepEqual(await sessions(), before);
      assert.deepEqual(
        log.takeAudit().filter(({ event }) => String(event).startsWith('login')),
        [],
      );

      messages.fail(fault, 0);
      const response = await enter(client, code, username);
      assert.equal(response.status, 200);
      assert.deepEqual(((await response.json()) as Session).roles, ['account']);
      assert.equal(await people(username), 1);
    });

    it(`succeeds if only the first of its replicas fails: ${fault}`, async () => {
      const code = messages.invite({ makes: 'account', createdBy: creator });
      messages.fail(fault, 1);
      assert.equal((await enter(newcomer(), code, `Lucky ${index}`)).status, 200);
      assert.equal(await people(`Lucky ${index}`), 1);
    });
  }
});
