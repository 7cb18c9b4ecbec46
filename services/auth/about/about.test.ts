import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { administrationForTests } from '../testing/administration.ts';
import type { Client } from '../testing/client.ts';
import { replicasForTests } from '../testing/replicas.ts';

const replicas = replicasForTests();
const { another, browser, clock, log, sql } = replicas;

async function about(client: Client): Promise<unknown> {
  const response = await client.send('GET', '/about');
  assert.equal(response.status, 200);
  return response.json();
}

describe('/about', () => {
  const administration = administrationForTests(replicas);
  const rename = (name: string) => administration.send('PATCH', '/about', { name });

  it('has the name of the settings until an administrator sets one', async () => {
    const named = await another({ config: { chatName: 'Engine room', guestLogin: false } });
    assert.deepEqual(await about(named.client()), { name: 'Engine room', guestLogin: false });
    assert.deepEqual(await about(browser()), { name: 'Chat', guestLogin: true });
    const response = await rename('Analytical Engine ✨');
    assert.equal(response.status, 200);
    const renamed = { name: 'Analytical Engine ✨', guestLogin: true };
    assert.deepEqual(await response.json(), renamed);
    clock.pass(10_000);
    assert.deepEqual(await about(browser()), renamed);
    assert.deepEqual(await about(named.client()), { ...renamed, guestLogin: false });
  });

  it('asks the database at most every 10 seconds', async () => {
    await rename('Before');
    clock.pass(10_000);
    assert.deepEqual(await about(browser()), { name: 'Before', guestLogin: true });
    await sql(`UPDATE auth.about SET name = 'After'`);
    clock.pass(9_999);
    assert.deepEqual(await about(browser()), { name: 'Before', guestLogin: true });
    clock.pass(1);
    assert.deepEqual(await about(browser()), { name: 'After', guestLogin: true });
  });

  it('is renamed by administrators only, with one audit log line per change', async () => {
    const guest = browser();
    await guest.login('Somebody');
    await assertProblem(guest.send('PATCH', '/about', { name: 'Mine' }), 403, 'forbidden');
    await assertProblem(browser().send('PATCH', '/about', { name: 'Mine' }), 401, 'unauthenticated');
    log.takeAudit();
    await rename('Bletchley');
    await rename('Bletchley');
    const [line, ...rest] = log.takeAudit();
    assert.deepEqual([line?.['event'], line?.['name'], line?.['username']], ['chat-renamed', 'Bletchley', 'Agatha']);
    assert.deepEqual(rest, []);
  });

  it('takes one visible line of up to 60 characters', async () => {
    assert.equal((await rename('𝕏'.repeat(60))).status, 200);
    for (const name of ['', ' ', 'a'.repeat(61), 'two\nlines', ' padded', 'padded ', '\u200b', 'a\u0000b']) {
      await assertProblem(rename(name), 400, 'validation');
    }
  });

  it('limits requests without a token per address', async () => {
    const { client } = await another({ config: { requestLimit: 2 } });
    const one = client({ 'X-Forwarded-For': '203.0.113.8' });
    for (let count = 0; count < 2; count++) await about(one);
    await assertProblem(one.send('GET', '/about'), 429, 'rate-limited');
    await about(client({ 'X-Forwarded-For': '203.0.113.9' }));
  });
});
