import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { loadOrCreateSecret } from './secrets.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'chat-secrets-'));
});
after(() => rm(folder, { recursive: true }));

describe('a kept secret', () => {
  it('is random, created once, and readable by its owner only', async () => {
    const file = path.join(folder, 'secrets', 'one');
    const secret = await loadOrCreateSecret(file);
    assert.equal(Buffer.from(secret, 'base64url').length, 32);
    assert.equal(await loadOrCreateSecret(file), secret);
    assert.notEqual(await loadOrCreateSecret(path.join(folder, 'secrets', 'two')), secret);
    assert.deepEqual(await readdir(path.dirname(file)), ['one', 'two']);
    if (process.platform !== 'win32') assert.equal((await stat(file)).mode & 0o777, 0o600);
  });
});
