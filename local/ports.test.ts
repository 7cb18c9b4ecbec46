import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { EnvironmentReader } from '../services/shared/service/environment.ts';
import { askedPorts, choosePort, freePort } from './ports.ts';

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
  const choose = async (variables: Record<string, string>, usual: number, host = '127.0.0.1') => {
    const environment = new EnvironmentReader(variables);
    const settings = ['CHAT_PORT', 'OTHER_PORT'].map((variable) => ({ variable, usual }));
    const choice = {
      environment,
      host,
      asked: askedPorts(environment, settings),
      tell: (line: string) => told.push(line),
    };
    return choosePort({ variable: 'CHAT_PORT', usual }, choice);
  };

  it('takes the default port, or the configured one', async () => {
    const [usual, asked] = [await freePort(), await freePort()];
    assert.equal(await choose({}, usual), usual);
    assert.equal(await choose({ CHAT_PORT: String(asked) }, usual), asked);
    assert.equal(await choose({ CHAT_PORT: '0' }, usual), 0);
  });

  it('takes a free port if the default one is taken', async () => {
    assert.deepEqual(told, []);
    assert.equal(await choose({}, taken), 0);
    assert.deepEqual(told, [`Port ${taken} is taken by another program: taking a free one (CHAT_PORT names another).`]);
  });

  it('takes a free port if a variable names the default one for another', async () => {
    const usual = await freePort();
    assert.equal(await choose({ OTHER_PORT: String(usual) }, usual), 0);
    assert.equal(told.at(-1), `Port ${usual} is OTHER_PORT: taking a free one (CHAT_PORT names another).`);
  });

  it('reports that the configured one is taken', async () => {
    await assert.rejects(choose({ CHAT_PORT: String(taken) }, 0), {
      message: `CHAT_PORT is ${taken}, but that port is taken by another program: free it, or set CHAT_PORT to another.`,
    });
  });

  it('refuses what is not a port', async () => {
    for (const bad of ['http', '-1', '65536', '80.5']) {
      await assert.rejects(choose({ CHAT_PORT: bad }, 0), { message: /^CHAT_PORT is ".*"; it must be a whole number/ });
    }
  });

  it('reports that the address is not one of this machine', async () => {
    await assert.rejects(choose({}, 0, '192.0.2.1'), { message: /^Nothing can listen on 192/ });
  });
});

describe('askedPorts', () => {
  const settings = [
    { variable: 'ONE_PORT', usual: 1 },
    { variable: 'TWO_PORT', usual: 2 },
  ];
  const ask = (variables: Record<string, string>) => askedPorts(new EnvironmentReader(variables), settings);

  it('refuses the same port for two', () => {
    assert.throws(() => ask({ ONE_PORT: '3000', TWO_PORT: '3000' }), {
      message: 'ONE_PORT and TWO_PORT are both 3000: give each a port of its own.',
    });
  });

  it('returns the configured ports; 0 means any', () => {
    assert.deepEqual([...ask({ ONE_PORT: '2' })], [[2, 'ONE_PORT']]);
    assert.deepEqual([...ask({ ONE_PORT: '0', TWO_PORT: '0' })], []);
  });
});
