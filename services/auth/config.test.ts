import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../shared/environment.ts';
import { readConfig } from './config.ts';

const KEY = 'k'.repeat(32);
const good = { DATABASE_URL: 'postgres://chat_auth:secret@127.0.0.1:5432/chat', SIGNING_KEY: KEY };

function assertRefused(variables: NodeJS.ProcessEnv, message: RegExp): void {
  assert.throws(
    () => readConfig({ ...good, ...variables }),
    (error) => error instanceof ConfigError && message.test(error.message) && !/\n|secret/.test(error.message),
  );
}

describe("auth-service's settings", () => {
  it('have defaults', () => {
    const config = readConfig(good);
    assert.equal(config.port, 5000);
    assert.equal(config.host, '127.0.0.1');
    assert.deepEqual(config.admins, []);
    assert.equal(config.guestLogin, true);
    assert.equal(config.chatName, 'Chat');
    assert.deepEqual(config.limits, { loginPerName: 10, loginPerAddress: 300 });
    assert.equal(config.sessionLifetime, 90 * 86_400_000);
  });

  it('are read from the environment', () => {
    const config = readConfig({
      ...good,
      AUTH_PORT: '5010',
      ADMINS: ' Ada, Grace Hopper ,',
      GUEST_LOGIN: 'off',
      CHAT_NAME: 'Analytical Engine',
      LOGIN_LIMIT_PER_NAME: '5',
      SESSION_LIFETIME_DAYS: '7',
      LOGIN_LIMIT_PER_ADDRESS: '50',
    });
    assert.equal(config.port, 5010);
    assert.deepEqual(config.admins, ['Ada', 'Grace Hopper']);
    assert.equal(config.guestLogin, false);
    assert.equal(config.chatName, 'Analytical Engine');
    assert.deepEqual(config.limits, { loginPerName: 5, loginPerAddress: 50 });
    assert.equal(config.sessionLifetime, 7 * 86_400_000);
  });

  it('read the signing key from a file', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'chat-config-'));
    const file = path.join(folder, 'key');
    await writeFile(file, `${KEY}\n`);
    const variables = { ...good, SIGNING_KEY: undefined, SIGNING_KEY_FILE: file };
    assert.equal(readConfig(variables).signingKey.toString(), KEY);
    await rm(folder, { recursive: true });
  });

  it('are reported in one line with advice if they are invalid', () => {
    assertRefused({ DATABASE_URL: undefined }, /DATABASE_URL is not set/);
    assertRefused({ DATABASE_URL: 'mysql://secret@x' }, /DATABASE_URL is not a URL that begins with postgres/);
    assertRefused({ SIGNING_KEY: undefined }, /no signing key\. Set SIGNING_KEY, or SIGNING_KEY_FILE/);
    assertRefused({ SIGNING_KEY: 'short' }, /has 5 bytes\. Set .* at least 32 random bytes/);
    assertRefused({ SIGNING_KEY: undefined, SIGNING_KEY_FILE: '/no/such/file' }, /cannot be read \(ENOENT\)/);
    assertRefused({ ADMINS: 'Ada, <b>' }, /ADMINS holds "<b>"/);
    assertRefused({ GUEST_LOGIN: 'maybe' }, /GUEST_LOGIN is "maybe"; it must be one of on, off/);
    assertRefused({ CHAT_NAME: 'a'.repeat(61) }, /CHAT_NAME is not one visible line/);
    assertRefused({ AUTH_PORT: 'x' }, /AUTH_PORT is "x"/);
    assertRefused({ SESSION_LIFETIME_DAYS: '0' }, /SESSION_LIFETIME_DAYS is "0"/);
    assertRefused({ LOGIN_LIMIT_PER_NAME: '0' }, /LOGIN_LIMIT_PER_NAME is "0"/);
  });
});
