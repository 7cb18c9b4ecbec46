import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Client } from '../testing/client.ts';
import { replicasForTests } from '../testing/replicas.ts';

const { browser, sql } = replicasForTests();
const GOOD = 'correct horse battery staple';

async function assertRefused(client: Client, password: string, reason: RegExp): Promise<void> {
  const { errors } = await assertProblem(client.send('PUT', '/account/password', { password }), 400, 'validation');
  assert.equal(errors?.[0]?.field, '/body/password');
  assert.match(errors[0].detail, reason, password);
}

describe('a password', () => {
  const refused: [RegExp, string[]][] = [
    [
      /common/,
      [
        'password',
        'PASSWORD',
        'Password',
        '12345678',
        'qwertyuiop',
        'iloveyou',
        'azertyuiop',
        'ｐａｓｓｗｏｒｄ',
        '12345678 ',
      ],
    ],
    [/blank/, [' '.repeat(8), '\u00a0'.repeat(10), '\u200b'.repeat(8), '\u3164'.repeat(9)]],
    [
      /your name/,
      [
        'Ada Lovelace',
        'ada lovelace',
        'ADA LOVELACE',
        'Ada LoveIace',
        'Ada Love\u200dlace',
        'AdaLovelace',
        'Ada-Lovelace.',
      ],
    ],
    [/repeat/, ['aaaaaaaa', '👍'.repeat(8)]],
    [/8 characters/, ['', 'Tr0ub4d', '👍👍👍👍']],
    [/128 characters/, ['x9'.repeat(65)]],
  ];
  for (const [reason, passwords] of refused) {
    it(`is refused with the reason: ${reason.source}`, async () => {
      const client = browser();
      await client.login('Ada Lovelace');
      for (const password of passwords) await assertRefused(client, password, reason);
      await client.logout();
    });
  }

  it('needs no particular classes of characters, and may have 128', async () => {
    for (const password of ['tangerine dream', '👍🏽 🎉 🇫🇷 ❤️', 'x9'.repeat(64), 'пароль не для всех']) {
      const client = browser();
      await client.login('Grace Hopper');
      await client.setPassword(password);
      await sql("DELETE FROM auth.people WHERE name_key = 'grace hopper'");
    }
  });

  it('is checked when it is changed, too', async () => {
    const client = browser();
    await client.login('Hedy');
    await client.setPassword(GOOD);
    const changed = client.send('PUT', '/account/password', { currentPassword: GOOD, password: '1234567890' });
    await assertProblem(changed, 400, 'validation');
  });
});

describe('a password from before these rules', () => {
  it('still logs in', async () => {
    const client = browser();
    await client.login('Long');
    await client.setPassword(GOOD);
    // The rules do not apply at login: a wrong password is just wrong.
    for (const password of ['password', ' '.repeat(8), 'x'.repeat(200), 'x']) {
      await assertProblem(browser().send('POST', '/login', { username: 'Long', password }), 401, 'wrong-password');
    }
  });
});
