import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { tcpProxy, type TcpProxy } from '../../testkit/tcp-proxy.ts';
import { assertProblem } from '../../testkit/assert-problem.ts';
import type { Client } from './testing/client.ts';
import { replicasForTests } from './testing/replicas.ts';

const { another, url } = replicasForTests();

describe('without its database', () => {
  let proxy: TcpProxy;
  let client: Client;
  before(async () => {
    proxy = await tcpProxy(url());
    const replica = await another({ config: { databaseUrl: proxy.url } });
    client = replica.client();
  });
  after(() => proxy.close());

  it('the service answers 503 except for /health, and recovers with the database', async () => {
    const session = await client.login('Ada');
    proxy.cut();
    await assertProblem(client.send('POST', '/login', { username: 'Grace' }), 503, 'unavailable');
    await assertProblem(client.send('POST', '/refresh'), 503, 'unavailable');
    await assertProblem(client.send('POST', '/logout'), 503, 'unavailable');
    await assertProblem(client.send('GET', '/sessions'), 503, 'unavailable');
    await assertProblem(client.send('POST', '/verify', { token: session.token }), 503, 'unavailable');
    await assertProblem(client.send('GET', '/ready'), 503, 'unavailable');
    assert.equal((await client.send('GET', '/health')).status, 200);

    proxy.restore();
    assert.equal((await client.verify(session.token)).valid, true);
    assert.equal((await client.send('GET', '/ready')).status, 200);
    await client.refresh();
  });
});
