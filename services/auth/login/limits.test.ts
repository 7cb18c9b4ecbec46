import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Client } from '../testing/client.ts';
import { replicasForTests } from '../testing/replicas.ts';

const { browser, another } = replicasForTests();

/**
 * Asserts that `perMinute` requests pass and that then one is refused. If a window ends meanwhile, as many again may
 * pass, but no more.
 *
 * @param used requests that the test has already sent
 */
async function assertLimit(perMinute: number, send: (n: number) => Promise<Response>, used = 0): Promise<void> {
  for (let n = 0; n <= 2 * perMinute; n++) {
    const response = await send(n);
    if (response.status === 429) {
      assert.ok(n >= perMinute - used, `number ${n + 1} of ${perMinute} was refused`);
      await assertProblem(Promise.resolve(response), 429, 'rate-limited');
      return;
    }
    await response.body?.cancel();
  }
  assert.fail(`${2 * perMinute + 1} passed, but the limit is ${perMinute} per minute`);
}

async function twoReplicas(limits: { loginPerName?: number; loginPerAddress?: number }) {
  const config = { limits: { loginPerName: 10_000, loginPerAddress: 10_000, ...limits } };
  const replicas = [await another({ config }), await another({ config })] as const;
  return (n: number, headers?: Record<string, string>): Client => (replicas[n % 2] ?? replicas[0]).client(headers);
}

const login = (client: Client, username: string, password?: string) =>
  client.send('POST', '/login', { username, ...(password === undefined ? {} : { password }) });

describe('a limit shared by two replicas', () => {
  it('applies to passwords of a name from many addresses, in any spelling of the name', async () => {
    const client = await twoReplicas({ loginPerName: 4 });
    const from = (n: number) => ({ 'X-Forwarded-For': `198.51.100.${n}` });
    await assertLimit(4, (n) => login(client(n, from(n)), n % 3 === 0 ? 'Ada' : 'ADA', `guess ${n}`));
    assert.equal((await login(client(0), 'Ada')).status, 200, 'a guest sends no password');
    assert.equal((await login(client(0), 'Grace', 'guess')).status, 401);
  });

  it('applies to logins per address, whatever the client claims', async () => {
    const client = await twoReplicas({ loginPerAddress: 4 });
    const from = (address: string) => ({ 'X-Forwarded-For': address });
    await assertLimit(4, (n) => login(client(n, from(`198.51.100.${n}, 203.0.113.7`)), `Office ${n}`));
    assert.equal((await login(client(0, from('203.0.113.8')), 'Elsewhere')).status, 200);
  });

  it('applies to guesses of the current password with a stolen token', async () => {
    const owner = browser();
    await owner.login('Lost token');
    await owner.setPassword('the right password');
    const client = await twoReplicas({ loginPerName: 3 });
    const guess = (n: number) => {
      const thief = client(n);
      thief.token = owner.token;
      return thief.send('PUT', '/account/password', { password: 'my own password', currentPassword: `guess ${n}` });
    };
    await assertLimit(3, guess, 1);
  });

  it('applies to refreshes of a session', async () => {
    const tabs = [browser(0), browser(1)] as const;
    await tabs[0].login('Restless');
    await assertLimit(60, (n) => {
      const tab = tabs[n % 2] ?? tabs[0];
      tab.cookie = tabs[(n + 1) % 2]?.cookie ?? tab.cookie;
      return tab.send('POST', '/refresh');
    });
  });
});
