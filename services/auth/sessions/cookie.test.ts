import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { deriveKeys } from '../keys.ts';
import { assertProblem } from '../../../testkit/assert-problem.ts';
import type { Session } from '../testing/client.ts';
import { migrateAuth, SIGNING_KEY, startReplica, type Replica } from '../testing/replica.ts';

const OTHER_KEY = Buffer.from('the signing key of another installation, as long');
const LEGACY = 'chat_refresh';
const nameOf = (key: Buffer) => `${LEGACY}_${deriveKeys(key).installation}`;
const PLAIN = nameOf(SIGNING_KEY);
const HOST = `__Host-${PLAIN}`;
const HTTPS = { 'X-Forwarded-Proto': 'https' };

/** A browser's cookies of one host, shared by all ports. */
class CookieJar {
  readonly cookies = new Map<string, string>();
  last: string[] = [];

  async send(replica: Replica, path: string, { body, headers = {} }: { body?: object; headers?: object } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(replica.url + path, {
      method: 'POST',
      headers: { Cookie: cookie, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.last = response.headers.getSetCookie();
    for (const line of this.last) {
      const [, name = '', value = '', attributes = ''] = /^([^=]*)=([^;]*)(.*)$/.exec(line) ?? [];
      if (attributes.includes('Max-Age=0')) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  async login(replica: Replica, username: string, headers = {}): Promise<Session> {
    const response = await this.send(replica, '/login', { body: { username }, headers });
    assert.equal(response.status, 200);
    return (await response.json()) as Session;
  }

  names = () => [...this.cookies.keys()].sort();

  /** As if set by a replica of the previous release, which knows only the old name. */
  keepOnly(name: string): this {
    for (const other of this.names()) if (other !== name) this.cookies.delete(other);
    return this;
  }
}

let database: TestDatabase;
let otherDatabase: TestDatabase;
let here: Replica;
let there: Replica;

before(async () => {
  [database, otherDatabase] = await Promise.all([createTestDatabase(), createTestDatabase()]);
  await Promise.all([migrateAuth(database), migrateAuth(otherDatabase)]);
  here = await startReplica(database);
  there = await startReplica(otherDatabase, { config: { signingKey: OTHER_KEY } });
});
after(async () => {
  await Promise.all([here.stop(), there.stop()]);
  await Promise.all([database.drop(), otherDatabase.drop()]);
});

describe('the refresh cookies', () => {
  it('hold one token under the old and the new name, the latter with the __Host- prefix over https', async () => {
    const http = new CookieJar();
    await http.login(here, 'Plain');
    assert.deepEqual(http.names(), [LEGACY, PLAIN]);
    assert.equal(http.cookies.get(LEGACY), http.cookies.get(PLAIN));
    for (const line of http.last)
      assert.match(line, /=[\w.-]{124}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/);
    const https = new CookieJar();
    await https.login(here, 'Secure', HTTPS);
    assert.deepEqual(https.names(), [HOST, LEGACY]);
    assert.equal(https.cookies.get(HOST), https.cookies.get(LEGACY));
    for (const line of https.last) assert.match(line, /; Path=\/; .*; Secure$/);
  });

  it('continue the session under either name, over http and https', async () => {
    for (const headers of [{}, HTTPS]) {
      for (const kept of [LEGACY, headers === HTTPS ? HOST : PLAIN]) {
        const jar = new CookieJar();
        const { sid } = await jar.login(here, `By ${headers === HTTPS} ${kept === LEGACY}`, headers);
        const response = await jar.keepOnly(kept).send(here, '/refresh', { headers });
        assert.equal(((await response.json()) as Session).sid, sid);
        assert.equal(jar.cookies.size, 2);
      }
    }
  });

  it('form one chain alongside a replica that renews only the old name', async () => {
    const jar = new CookieJar();
    const { sid } = await jar.login(here, 'Updating');
    const stale = jar.cookies.get(PLAIN) ?? '';
    for (let round = 0; round < 3; round++) {
      assert.equal((await jar.send(here, '/refresh')).status, 200);
      jar.cookies.set(PLAIN, stale);
    }
    const response = await jar.send(here, '/refresh');
    assert.equal(((await response.json()) as Session).sid, sid);
  });

  it('of two installations on one host do not interfere', async () => {
    const jar = new CookieJar();
    const first = await jar.login(here, 'Two places');
    const second = await jar.login(there, 'Two places');
    const refreshed = async (replica: Replica) => ((await (await jar.send(replica, '/refresh')).json()) as Session).sid;
    for (let round = 0; round < 2; round++) {
      assert.equal(await refreshed(here), first.sid);
      assert.equal(await refreshed(there), second.sid);
    }
    // The old name holds the other installation's token: it is neither used nor removed.
    const foreign = jar.cookies.get(LEGACY);
    assert.equal((await jar.send(here, '/logout')).status, 204);
    assert.equal(jar.cookies.get(LEGACY), foreign);
    assert.deepEqual(jar.names(), [LEGACY, nameOf(OTHER_KEY)].sort());
    assert.equal(await refreshed(there), second.sid);
    await assertProblem(jar.send(here, '/refresh'), 401, 'unauthenticated');
  });

  it('are all removed by a logout, with and without a session', async () => {
    for (const headers of [{}, HTTPS]) {
      const jar = new CookieJar();
      await jar.login(here, `Leaving ${headers === HTTPS}`, headers);
      for (let round = 0; round < 2; round++) {
        assert.equal((await jar.send(here, '/logout', { headers })).status, 204);
        assert.deepEqual(jar.names(), []);
        assert.equal(jar.last.length, 2);
      }
    }
  });

  it('leave no stale one behind when a browser changes to https', async () => {
    const jar = new CookieJar();
    const { sid } = await jar.login(here, 'Upgraded');
    const response = await jar.send(here, '/refresh', { headers: HTTPS });
    assert.equal(((await response.json()) as Session).sid, sid);
    assert.deepEqual(jar.names(), [HOST, LEGACY]);
  });
});

describe('a request that uses the cookie', () => {
  const from = (headers: Record<string, string>) => async (path: string) => {
    const jar = new CookieJar();
    await jar.login(here, `Visitor ${Math.random()}`.slice(0, 24));
    return jar.send(here, path, { headers, ...(path === '/login' ? { body: { username: 'Somebody' } } : {}) });
  };
  const url = () => new URL(here.url);

  for (const path of ['/login', '/refresh', '/logout']) {
    it(`is refused from a page of another origin: ${path}`, async () => {
      const refused: Record<string, string>[] = [
        { 'Sec-Fetch-Site': 'same-site', Origin: `http://127.0.0.1:1` },
        { 'Sec-Fetch-Site': 'cross-site' },
        { Origin: `http://127.0.0.1:1` },
        { Origin: `http://127.0.0.1` },
        { Origin: 'https://evil.example' },
        { Origin: 'null' },
        { Origin: url().origin, 'X-Forwarded-Proto': 'https' },
      ];
      for (const headers of refused) await assertProblem(from(headers)(path), 403, 'forbidden');
    });
  }

  it('is accepted from its own page, also over https, from the address bar and from programs', async () => {
    const accepted: Record<string, string>[] = [
      {},
      { 'Sec-Fetch-Site': 'same-origin', Origin: url().origin },
      { 'Sec-Fetch-Site': 'none' },
      { Origin: url().origin },
      // An untrusted proxy may hide that the browser uses https.
      { Origin: `https://${url().host}` },
      { Origin: `https://${url().host}`, 'X-Forwarded-Proto': 'https' },
    ];
    for (const headers of accepted) assert.equal((await from(headers)('/logout')).status, 204, JSON.stringify(headers));
  });

  it('does not end the session if it is refused', async () => {
    const jar = new CookieJar();
    const { sid } = await jar.login(here, 'Victim of a page');
    await jar.send(here, '/logout', { headers: { 'Sec-Fetch-Site': 'same-site' } });
    const response = await jar.send(here, '/refresh');
    assert.equal(((await response.json()) as Session).sid, sid);
  });
});
