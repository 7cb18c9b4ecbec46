import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { components } from '../../generated/types/users.ts';
import { authStandIn, type AuthStandIn } from '../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../testkit/database.ts';
import { migrateUsers, startReplica, type Replica } from './testing/replica.ts';

type Problem = components['schemas']['Problem'];

describe('user-service', () => {
  let database: TestDatabase;
  let auth: AuthStandIn;
  let replica: Replica;

  before(async () => {
    database = await createTestDatabase();
    await migrateUsers(database);
    auth = await authStandIn();
    replica = await startReplica({ databaseUrl: database.urls.users.url, authUrl: auth.url });
  });
  after(async () => {
    await replica.stop();
    await auth.stop();
    await database.drop();
  });

  async function answer(sent: Promise<Response>): Promise<unknown> {
    const response = await sent;
    const body: unknown = await response.json();
    assert.equal(response.status, 200, JSON.stringify(body));
    return body;
  }

  async function problem(sent: Promise<Response>, status: number, kind: string): Promise<Problem> {
    const response = await sent;
    const body = (await response.json()) as Problem;
    assert.equal(response.status, status, JSON.stringify(body));
    assert.equal(body.type, `urn:problem-type:chat:${kind}`);
    assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    return body;
  }

  const online = (token: string, query = '') => answer(replica.request('GET', `/users/online${query}`, token));

  it('is healthy and ready', async () => {
    assert.deepEqual(await answer(replica.request('GET', '/health')), { status: 'healthy', service: 'user-service' });
    assert.deepEqual(await answer(replica.request('GET', '/ready')), { status: 'ready', service: 'user-service' });
  });

  it('reports to Prometheus how many are online and how many streams are open', async () => {
    const text = await (await replica.request('GET', '/metrics')).text();
    assert.match(text, /^people_online 0$/m);
    assert.match(text, /^streams_open 0$/m);
  });

  it('lists those who connected, in alphabetical order, until they disconnect', async () => {
    const [bob, ada] = [auth.login({ username: 'bob' }), auth.login({ username: 'Ada' })];
    for (const { token, username } of [bob, ada]) {
      const body = await answer(replica.request('POST', '/users/connect', token));
      assert.deepEqual(body, { username, status: 'connected' });
    }
    assert.deepEqual(await online(bob.token), { users: ['Ada', 'bob'], count: 2 });
    assert.deepEqual(await online(bob.token, '?limit=1'), { users: ['Ada'], count: 2 });

    const body = await answer(replica.request('POST', '/users/disconnect', bob.token));
    assert.deepEqual(body, { username: 'bob', status: 'disconnected' });
    assert.deepEqual(await online(ada.token), { users: ['Ada'], count: 1 });
    await answer(replica.request('POST', '/users/disconnect', bob.token));
    await answer(replica.request('POST', '/users/disconnect', ada.token));
    assert.deepEqual(await online(ada.token), { users: [], count: 0 });
  });

  it('counts a user once across sessions', async () => {
    const phone = auth.login({ username: 'Ada', roles: ['account'] });
    const laptop = auth.login({ username: 'Ada', roles: ['account'], sub: phone.sub });
    await answer(replica.request('POST', '/users/connect', phone.token));
    await answer(replica.request('POST', '/users/connect', laptop.token));
    assert.deepEqual(await online(phone.token), { users: ['Ada'], count: 1 });
    await answer(replica.request('POST', '/users/disconnect', phone.token));
    assert.deepEqual(await online(laptop.token), { users: [], count: 0 });
  });

  it('shows a person under the name they log in with, until they write it in another way', async () => {
    const { token, sub } = auth.login({ username: 'ada' });
    const profile = { sub, username: 'ada', displayName: 'ada', guest: true, showLastSeen: true };
    assert.deepEqual(await answer(replica.request('GET', '/users/me', token)), profile);
    for (const displayName of ['ADA', 'ａｄａ', 'Ada', 'ada']) {
      const changed = await answer(replica.request('PATCH', '/users/me', token, { displayName }));
      assert.deepEqual(changed, { ...profile, displayName });
      assert.deepEqual(await answer(replica.request('GET', '/users/me', token)), changed);
    }
  });

  it('lists people under their display name, set before or while they are online', async () => {
    const { token } = auth.login({ username: 'grace', roles: ['account', 'admin'] });
    await answer(replica.request('PATCH', '/users/me', token, { displayName: 'Grace' }));
    await answer(replica.request('POST', '/users/connect', token));
    assert.deepEqual(await online(token), { users: ['Grace'], count: 1 });
    await answer(replica.request('PATCH', '/users/me', token, { displayName: 'GRACE' }));
    assert.deepEqual(await online(token), { users: ['GRACE'], count: 1 });
    const me = (await answer(replica.request('GET', '/users/me', token))) as components['schemas']['Profile'];
    assert.equal(me.guest, false);
    await answer(replica.request('POST', '/users/disconnect', token));
  });

  it('refuses what is not in the contract', async () => {
    const { token } = auth.login();
    const patch = (body: unknown) => replica.request('PATCH', '/users/me', token, body);
    for (const displayName of ['', ' ', 'x'.repeat(33), 'a\u0000b', 'a\ud800', 'a\u202eb', '<b>ada</b>', 7, null]) {
      await problem(patch({ displayName }), 400, 'validation');
    }
    await problem(patch({ displayName: 'Ada', guest: false }), 400, 'validation');
    await problem(patch('{'), 400, 'malformed-body');
    await problem(patch({ displayName: 'x'.repeat(70_000) }), 413, 'payload-too-large');
    for (const limit of ['0', '1001', '-1', '1.5', 'all', '9'.repeat(30)]) {
      await problem(replica.request('GET', `/users/online?limit=${limit}`, token), 400, 'validation');
    }
    await problem(replica.request('GET', '/users/online?offset=3', token), 400, 'validation');
    await problem(replica.request('DELETE', '/users/me', token), 405, 'method-not-allowed');
    await problem(replica.request('GET', '/users/nobody/else', token), 404, 'not-found');
    await problem(replica.request('GET', '/users/nobody', token), 400, 'validation');
    const text = fetch(`${replica.url}/users/me`, {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'text/plain' },
      body: 'Ada',
    });
    await problem(text, 415, 'unsupported-media-type');
  });

  it('requires a token', async () => {
    const expired = auth.login({ exp: Math.floor(Date.now() / 1000) - 1 });
    const ended = auth.login();
    auth.end(ended.sid);
    for (const [method, path] of [
      ['POST', '/users/connect'],
      ['POST', '/users/disconnect'],
      ['GET', '/users/online'],
      ['GET', '/users/events'],
      ['GET', '/users/me'],
    ] as const) {
      for (const token of [undefined, 'nonsense', expired.token, ended.token]) {
        await problem(replica.request(method, path, token), 401, 'unauthenticated');
      }
    }
    const response = await replica.request('GET', '/users/me');
    assert.equal(response.headers.get('www-authenticate'), 'Bearer');
    await response.body?.cancel();
  });
});
