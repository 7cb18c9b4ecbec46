import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { EnvironmentReader } from '../services/shared/environment.ts';
import { choosePort, freePort } from './ports.ts';

describe('choosePort', () => {
  let other: Server;
  let taken: number;
  before(async () => {
    other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    taken = (other.address() as AddressInfo).port;
  });
  after(() => other.close());

  const told: string[] = [];
  const choose = (variables: Record<string, string>, usual: number, host = '127.0.0.1') =>
    choosePort(new EnvironmentReader(variables), { variable: 'CHAT_PORT', usual }, host, (line) => told.push(line));

  it('takes the usual port, or the one that is asked for', async () => {
    const [usual, asked] = [await freePort(), await freePort()];
    assert.equal(await choose({}, usual), usual);
    assert.equal(await choose({ CHAT_PORT: String(asked) }, usual), asked);
    assert.equal(await choose({ CHAT_PORT: '0' }, usual), 0);
  });

  it('gives way where the usual one is taken', async () => {
    assert.deepEqual(told, []);
    assert.equal(await choose({}, taken), 0);
    assert.deepEqual(told, [`Port ${taken} is taken by another program: taking a free one (CHAT_PORT names another).`]);
  });

  it('says so where the one that was asked for is taken', async () => {
    await assert.rejects(choose({ CHAT_PORT: String(taken) }, 0), {
      message: `CHAT_PORT is ${taken}, but that port is taken by another program: free it, or set CHAT_PORT to another.`,
    });
  });

  it('refuses what is not a port', async () => {
    for (const bad of ['http', '-1', '65536', '80.5']) {
      await assert.rejects(choose({ CHAT_PORT: bad }, 0), { message: /^CHAT_PORT is ".*"; it must be a whole number/ });
    }
  });

  it('says so where the address is not of this machine', async () => {
    await assert.rejects(choose({}, 0, '192.0.2.1'), { message: /^Nothing can listen on 192/ });
  });
});
