import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { components } from '../../../generated/types/auth.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import { administrationForTests } from '../testing/administration.ts';
import type { Client } from '../testing/client.ts';
import { replicasForTests } from '../testing/replicas.ts';

const MINUTE = 60_000;
const replicas = replicasForTests();
const { account, another, browser, clock, sql } = replicas;

const claim = (sub: string, displayName: string, replica: 0 | 1 = 0) =>
  browser(replica).send('POST', '/display-names', { sub, displayName });
const claimed = async (sub: string, displayName: string) =>
  assert.equal((await claim(sub, displayName)).status, 204, displayName);
/** @returns who has not claimed it */
const confirm = async (...people: { sub: string; displayName: string }[]) => {
  const response = await browser().send('PUT', '/display-names', { people });
  assert.equal(response.status, 200);
  return ((await response.json()) as components['schemas']['Unclaimed']).unclaimed;
};
const confirmed = async (sub: string, displayName: string) => assert.deepEqual(await confirm({ sub, displayName }), []);
const tryLogin = (username: string, client: Client = browser()) => client.send('POST', '/login', { username });
const guest = async (username: string) => (await browser().login(username)).sub;
const accountSub = async (username: string) => (await (await account(username)).refresh()).sub;

describe('a display name', () => {
  it('must not resemble what somebody else is called, whether they were ever online or not', async () => {
    const [lovelace, hopper] = [await accountSub('lovelace'), await guest('hopper')];
    await claimed(lovelace, 'Countess');
    for (const name of ['Iovelace', 'countess', 'C0untess', 'Lovelace']) {
      const { detail } = await assertProblem(claim(hopper, name), 409, 'name-taken');
      assert.match(detail ?? '', /looks like (lovelace|Countess), which is in use\. Choose another name\.$/);
    }
    await claimed(lovelace, 'Iovelace');
    await claimed(hopper, 'Grace');
  });

  it('must not resemble a reserved name or an administrator of the settings', async () => {
    const sub = await guest('Mallory');
    for (const name of ['Adm1n', 'Support', 'every one']) await assertProblem(claim(sub, name), 403, 'name-reserved');
    const { client } = await another({ config: { admins: ['Isabel'] } });
    const body = { sub, displayName: 'lsabel' };
    await assertProblem(client().send('POST', '/display-names', body), 403, 'name-reserved');
  });

  it('must not have too many marks', async () => {
    const { errors } = await assertProblem(claim(await guest('Marks'), 'e\u0323\u0323'), 400, 'validation');
    assert.deepEqual(
      errors?.map(({ field }) => field),
      ['/body/displayName'],
    );
  });

  it('belongs to a person who exists', async () => {
    await assertProblem(claim(randomUUID(), 'Nobody'), 404, 'unknown-person');
  });
});

describe('a new name', () => {
  it('must not resemble a display name: not of a guest, not of an account', async () => {
    await claimed(await guest('turing'), 'Enigma');
    const other = browser();
    await other.login('church');
    await assertProblem(tryLogin('En1gma'), 409, 'name-taken');
    await assertProblem(tryLogin('enigma', other), 409, 'name-taken');
    // As a replica of the previous release may have admitted.
    const late = browser();
    const { sub } = await late.login('Somebody');
    await sql(`UPDATE auth.people SET username = 'En1gma', name_key = 'en1gma', skeletons = NULL WHERE sub = $1`, [
      sub,
    ]);
    await assertProblem(late.send('PUT', '/account/password', { password: 'a long password' }), 409, 'name-taken');
  });

  it("may resemble the display name of its own holder, and that of the browser's previous guest", async () => {
    const owner = browser();
    const { sub } = await owner.login('curry');
    await claimed(sub, 'CURRY');
    await owner.login('curry');
    await owner.setPassword('a long password');
    const passer = browser();
    await claimed((await passer.login('Passer')).sub, 'Schönfinkel');
    await passer.login('schönfinkel');
  });

  it('is compared with display names of guests only while their names are held', async () => {
    await claimed(await guest('visitor'), 'Caller');
    await assertProblem(tryLogin('caller'), 409, 'name-taken');
    clock.pass(15 * MINUTE + 1);
    assert.equal((await tryLogin('caller')).status, 200);
  });

  it('and a display name that resemble each other are not both taken at the same time', async () => {
    for (let n = 0; n < 12; n++) {
      const sub = await guest(`Racer ${n}`);
      const answers = await Promise.all([claim(sub, `Price ${n} B0b`, 0), tryLogin(`price ${n} bOb`, browser(1))]);
      const statuses = answers.map(({ status }) => status);
      assert.ok(statuses.includes(409), statuses.join());
      assert.ok(
        statuses.some((status) => status < 300),
        statuses.join(),
      );
      for (const { body } of answers) await body?.cancel();
    }
  });

  it('and a claim of its own holder do not wait for each other forever', async () => {
    for (let n = 0; n < 8; n++) {
      const owner = browser(0);
      const { sub } = await owner.login(`Twofold ${n}`);
      const answers = await Promise.all([
        claim(sub, `Twof0ld ${n}`, 1),
        owner.send('POST', '/login', { username: `Twof0ld ${n}` }),
      ]);
      // The login removes the guest whose claim it resembles: then there is nobody to claim for.
      for (const { status, body } of answers) {
        assert.ok([200, 204, 404].includes(status), String(status));
        await body?.cancel();
      }
    }
  });
});

describe('two people who claim names that resemble each other at the same time', () => {
  it('do not both get them', async () => {
    const subs = await Promise.all(['babbage', 'boole', 'bacon'].map(guest));
    const answers = await Promise.all(
      subs.map((sub, n) => claim(sub, ['Professor', 'Pr0fessor', 'PROFESSOR'][n] ?? '', n % 2 === 0 ? 0 : 1)),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409, 409]);
  });
});

describe('a confirmed display name', () => {
  it('frees those that its owner had before, but not one claimed just now', async () => {
    const sub = await accountSub('cantor');
    await claimed(sub, 'Aleph');
    await confirmed(sub, 'Aleph');
    clock.pass(MINUTE + 1);
    await claimed(sub, 'Beth');
    await assertProblem(tryLogin('aleph'), 409, 'name-taken');
    await claimed(sub, 'Gimel');
    await confirmed(sub, 'Beth');
    for (const name of ['Beth', 'Gimel']) await assertProblem(tryLogin(name), 409, 'name-taken');
    assert.equal((await tryLogin('aleph')).status, 200);
    clock.pass(MINUTE + 1);
    await confirmed(sub, 'cantor');
    for (const name of ['Beth', 'Gimel']) assert.equal((await tryLogin(name)).status, 200);
  });

  it('that was not claimed is answered, unless it is the name', async () => {
    const [hilbert, noether] = [await accountSub('hilbert'), await accountSub('noether')];
    const shown = [
      { sub: hilbert, displayName: 'Program' },
      { sub: noether, displayName: 'noether' },
      { sub: randomUUID(), displayName: 'Nobody' },
    ];
    assert.deepEqual(await confirm(...shown), [hilbert]);
    assert.equal((await tryLogin('Program')).status, 200);
  });
});

describe('the display name of a deleted account', () => {
  const administration = administrationForTests(replicas);

  it('stays reserved, as its name does', async () => {
    const { sub } = await administration.register('Carol');
    await claimed(sub, 'Songbird');
    await administration.send('DELETE', `/accounts/${sub}`);
    await assertProblem(tryLogin('S0ngbird'), 409, 'name-taken');
    await assertProblem(claim(sub, 'Blackbird'), 404, 'unknown-person');
  });
});
