import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { EnvironmentReader } from '../services/shared/environment.ts';
import { choosePort, configuredPorts, freePort } from './ports.ts';

describe('choosePort', () => {
  let other: Server;
  let taken: number;
  before(async () => {
    other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    taken = (other.address() as AddressInfo).port;
  });
  after(() => other.close());

  const logged: string[] = [];
  const choose = async (variables: Record<string, string>, defaultPort: number, host = '127.0.0.1') => {
    const environment = new EnvironmentReader(variables);
    const settings = ['CHAT_PORT', 'OTHER_PORT'].map((variable) => ({ variable, defaultPort }));
    const choice = {
      environment,
      host,
      configured: configuredPorts(environment, settings),
      log: (line: string) => logged.push(line),
    };
    return choosePort({ variable: 'CHAT_PORT', defaultPort }, choice);
  };

  it('takes the default port, or the configured one', async () => {
    const [defaultPort, configured] = [await freePort(), await freePort()];
    assert.equal(await choose({}, defaultPort), defaultPort);
    assert.equal(await choose({ CHAT_PORT: String(configured) }, defaultPort), configured);
    assert.equal(await choose({ CHAT_PORT: '0' }, defaultPort), 0);
  });

  it('takes a free port if the default one is taken', async () => {
    assert.deepEqual(logged, []);
    assert.equal(await choose({}, taken), 0);
    assert.deepEqual(logged, [
      `Port ${taken} is taken by another program: taking a free one (CHAT_PORT names another).`,
    ]);
  });

  it('takes a free port if a variable names the default one for another', async () => {
    const defaultPort = await freePort();
    assert.equal(await choose({ OTHER_PORT: String(defaultPort) }, defaultPort), 0);
    assert.equal(logged.at(-1), `Port ${defaultPort} is OTHER_PORT: taking a free one (CHAT_PORT names another).`);
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

describe('configuredPorts', () => {
  const settings = [
    { variable: 'ONE_PORT', defaultPort: 1 },
    { variable: 'TWO_PORT', defaultPort: 2 },
  ];
  const ask = (variables: Record<string, string>) => configuredPorts(new EnvironmentReader(variables), settings);

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
