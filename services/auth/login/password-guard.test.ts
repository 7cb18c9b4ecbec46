import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createPool } from '../../shared/database/pool.ts';
import { createLogger } from '../../shared/logging/logger.ts';
import { delayAfter } from './password-guard.ts';
import { MAX_PLACES, PlaceStore } from './store.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Client } from '../testing/client.ts';
import type { Replica } from '../testing/replica.ts';
import { replicasForTests } from '../testing/replicas.ts';

const PASSWORD = 'correct horse battery staple';
const DAY = 86_400_000;
const { clock, another, sql, url } = replicasForTests();

let replicas: readonly [Replica, Replica];
/** Starts replicas with the product's default limits. */
async function start(): Promise<void> {
  const config = { limits: { loginPerName: 10, loginPerAddress: 10_000 } };
  replicas = [await another({ config }), await another({ config })];
}

const HOME = '198.51.100.1';
let strangers = 0;
const elsewhere = () => `203.0.113.${++strangers}`;
const at = (address: string, replica: 0 | 1 = 0): Client => replicas[replica].client({ 'X-Forwarded-For': address });
const tryPassword = (client: Client, username: string, password: string) =>
  client.send('POST', '/login', { username, password });

async function account(username: string, ...places: string[]): Promise<Client> {
  const owner = at(HOME);
  await owner.login(username);
  await owner.setPassword(PASSWORD);
  for (const place of places) await at(place).login(username, PASSWORD);
  return owner;
}

/** Sends wrong passwords until one is refused unchecked; returns the number checked and Retry-After. */
async function guessUntilRefused(username: string, address: string): Promise<{ checked: number; retryAfter: number }> {
  for (let checked = 0; ; checked++) {
    const response = await tryPassword(at(address, checked % 2 === 0 ? 0 : 1), username, `guess ${checked}`);
    await response.body?.cancel();
    if (response.status === 429) return { checked, retryAfter: Number(response.headers.get('retry-after')) };
    assert.equal(response.status, 401);
  }
}

/** The limit per name counts clock minutes: when a new minute begins, as many pass again. */
async function untilStrangersAreRefused(username: string, password: string): Promise<void> {
  for (let n = 0; n < 30; n++) {
    const response = await tryPassword(at(elsewhere()), username, password);
    await response.body?.cancel();
    if (response.status === 429) return;
  }
  assert.fail('30 passwords from as many addresses were checked');
}

describe('wrong passwords', () => {
  before(start);

  it('from one address are increasingly delayed and do not lock out the owner elsewhere', async () => {
    await account('Ada');
    const thief = elsewhere();
    const first = await guessUntilRefused('Ada', thief);
    assert.equal(first.checked, 5);
    let waited = first.retryAfter;
    for (let failures = 6; failures < 9; failures++) {
      clock.pass(waited * 1000);
      const { checked, retryAfter } = await guessUntilRefused('Ada', thief);
      assert.equal(checked, 1, 'Retry-After is accurate');
      assert.ok(retryAfter >= delayAfter(failures));
      waited = retryAfter;
    }
    await at(HOME).login('Ada', PASSWORD);
  });

  it('from many addresses do not lock out the owner at known addresses', async () => {
    await account('Grace', '192.0.2.77');
    for (let refused = 0; refused === 0;) {
      const response = await tryPassword(at(elsewhere()), 'Grace', 'guess');
      if (response.status === 429) refused++;
      await response.body?.cancel();
    }
    await assertProblem(tryPassword(at(elsewhere()), 'Grace', PASSWORD), 429, 'rate-limited');
    for (const place of [HOME, '192.0.2.77']) await at(place, 1).login('Grace', PASSWORD);
  });

  it('are not counted for logins without a password', async () => {
    await account('Edsger');
    for (let n = 0; n < 30; n++) {
      await assertProblem(at(HOME).send('POST', '/login', { username: 'Edsger' }), 401, 'password-required');
    }
    await at(HOME).login('Edsger', PASSWORD);
  });

  it('are reset after the right one, and after a day', async () => {
    await account('Barbara');
    for (let n = 0; n < 3; n++) {
      for (let guess = 0; guess < 4; guess++) {
        await assertProblem(tryPassword(at(HOME), 'Barbara', 'guess'), 401, 'wrong-password');
      }
      await at(HOME).login('Barbara', PASSWORD);
    }
    const { checked } = await guessUntilRefused('Barbara', HOME);
    clock.pass(DAY + 1_000);
    assert.equal((await guessUntilRefused('Barbara', HOME)).checked, checked);
  });

  it('sent concurrently are checked no more often than sequential ones', async () => {
    await account('Alan');
    const guesses = Array.from({ length: 20 }, (_, n) =>
      tryPassword(at(HOME, n % 2 === 0 ? 0 : 1), 'Alan', `guess ${n}`),
    );
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    assert.ok(statuses.filter((status) => status === 401).length <= 5, statuses.join());
  });

  it('are counted for the current password of a password change too', async () => {
    const owner = await account('Donald');
    const change = { password: 'paper lantern over water', currentPassword: 'guess' };
    for (let n = 0; n < 5; n++)
      await assertProblem(owner.send('PUT', '/account/password', change), 403, 'wrong-password');
    await assertProblem(owner.send('PUT', '/account/password', change), 429, 'rate-limited');
    await assertProblem(tryPassword(at(HOME), 'Donald', PASSWORD), 429, 'rate-limited');
  });

  it('double the delay, up to 15 minutes', () => {
    assert.deepEqual([0, 4, 5, 6, 10, 14, 15, 5_000].map(delayAfter), [0, 0, 1, 2, 32, 512, 900, 900]);
  });
});

describe("an account's known addresses", () => {
  before(start);

  it('are stored as hashes, bounded in number and time', async () => {
    const owner = await account('Kurt');
    const { sub } = await owner.refresh();
    const places = () =>
      sql<{ text: string }>('SELECT k::text AS text FROM auth.known_places AS k WHERE sub = $1', [sub]);
    for (let n = 0; n < MAX_PLACES + 2; n++) {
      clock.pass(60_000);
      const moved = at(elsewhere());
      moved.cookie = owner.cookie;
      await moved.refresh();
      owner.cookie = moved.cookie;
    }
    const rows = await places();
    assert.equal(rows.length, MAX_PLACES);
    for (const { text } of rows) assert.ok(!text.includes('203.0.113'));

    const pool = createPool(url(), 'test', createLogger('test', 'error'));
    const store = new PlaceStore(pool);
    await store.deleteExpired(clock.now());
    assert.equal((await places()).length, MAX_PLACES);
    clock.pass(91 * DAY);
    await store.deleteExpired(clock.now());
    assert.deepEqual(await places(), []);
    assert.deepEqual(await sql('SELECT FROM auth.failed_passwords'), []);
    await pool.end();
  });

  it('include those of refreshes', async () => {
    const owner = await account('Rózsa');
    const moved = at('192.0.2.99');
    moved.cookie = owner.cookie;
    await moved.refresh();
    await untilStrangersAreRefused('Rózsa', 'guess');
    await at('192.0.2.99').login('Rózsa', PASSWORD);
  });
});
