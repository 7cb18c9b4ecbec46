import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Problem } from '../problem.ts';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { Notifications } from '../../../testkit/notifications.ts';
import { SESSION_ENDED, Verifier } from './verifier.ts';

const isUnauthenticated = (error: unknown) => error instanceof Problem && error.kind === 'unauthenticated';
const isUnavailable = (error: unknown) =>
  error instanceof Problem && error.kind === 'unavailable' && 'Retry-After' in error.headers;

describe('Verifier', () => {
  let auth: AuthStandIn;
  let notifications: Notifications;
  let verifier: Verifier;
  const ask = (token: string) => verifier.authenticate(token, 'test-request');

  beforeEach(async () => {
    auth = await authStandIn();
    notifications = new Notifications();
    verifier = new Verifier(auth.url, notifications.listener);
  });
  afterEach(async () => {
    mock.timers.reset();
    auth.release();
    await auth.stop();
  });

  /** Resolves once the request has reached auth-service and its response is pending. */
  async function questionUnderWay(): Promise<void> {
    while (auth.questions === 0) await new Promise(setImmediate);
  }

  it("resolves a token's caller", async () => {
    const caller = auth.login();
    assert.deepEqual(await ask(caller.token), caller);
  });

  it('caches a valid token for 30 s and no longer', async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const { token } = auth.login();
    await ask(token);
    mock.timers.tick(29_000);
    await ask(token);
    assert.equal(auth.questions, 1);
    mock.timers.tick(1_001);
    await ask(token);
    assert.equal(auth.questions, 2);
  });

  it("caches a token no longer than the token's lifetime", async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const { token } = auth.login({ exp: Math.floor(Date.now() / 1000) + 5 });
    await ask(token);
    mock.timers.tick(5_000);
    await assert.rejects(ask(token), { message: /^The token is expired/ });
  });

  it('does not cache refusals', async () => {
    await assert.rejects(ask('nonsense'), isUnauthenticated);
    await assert.rejects(ask('nonsense'), isUnauthenticated);
    assert.equal(auth.questions, 2);
  });

  it('sends one request for concurrent uses of one token', async () => {
    const caller = auth.login();
    const callers = await Promise.all(Array.from({ length: 50 }, () => ask(caller.token)));
    assert.equal(auth.questions, 1);
    for (const each of callers) assert.deepEqual(each, caller);
  });

  it('evicts an ended session', async () => {
    const { token, sid } = auth.login();
    const other = auth.login();
    await ask(token);
    await ask(other.token);
    auth.end(sid);
    notifications.emit('notification', SESSION_ENDED, sid);
    await assert.rejects(ask(token), isUnauthenticated);
    await ask(other.token);
    assert.equal(auth.questions, 3);
  });

  it('refuses a token whose session ended while its verification was pending', async () => {
    const { token, sid } = auth.login();
    auth.hold();
    const asked = ask(token);
    await questionUnderWay();
    auth.end(sid);
    notifications.emit('notification', SESSION_ENDED, sid);
    auth.release();
    await assert.rejects(asked, isUnauthenticated);
  });

  it('caches nothing while notifications may be lost', async () => {
    const { token } = auth.login();
    await ask(token);
    notifications.lose();
    await ask(token);
    await ask(token);
    assert.equal(auth.questions, 3);
    notifications.recover();
    await ask(token);
    await ask(token);
    assert.equal(auth.questions, 4);
  });

  it('verifies again if notifications were lost while the response was pending', async () => {
    const { token, sid } = auth.login();
    auth.hold();
    const asked = ask(token);
    await questionUnderWay();
    notifications.lose();
    auth.end(sid);
    notifications.recover();
    auth.release();
    await assert.rejects(asked, isUnauthenticated);
  });

  it('uses its cache while auth-service is down, and throws `unavailable` for other tokens', async () => {
    const remembered = auth.login();
    const unknown = auth.login();
    await ask(remembered.token);
    await auth.stop();
    assert.deepEqual(await ask(remembered.token), remembered);
    await assert.rejects(ask(unknown.token), isUnavailable);
    await auth.start();
    assert.deepEqual(await ask(unknown.token), unknown);
  });

  it('throws `unavailable` if auth-service does not respond', { timeout: 20_000 }, async () => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const sockets = new Set<{ destroy(): void }>();
    silent.on('connection', (socket) => sockets.add(socket));
    const waiting = new Verifier(`http://127.0.0.1:${port}`, notifications.listener);
    await assert.rejects(waiting.authenticate('any', 'test-request'), isUnavailable);
    for (const socket of sockets) socket.destroy();
    silent.close();
  });

  it('throws `unavailable` if auth-service fails', async () => {
    const failing = createHttpServer((_request, response) => void response.writeHead(500).end());
    failing.listen(0, '127.0.0.1');
    await once(failing, 'listening');
    const { port } = failing.address() as AddressInfo;
    const asking = new Verifier(`http://127.0.0.1:${port}`, notifications.listener);
    await assert.rejects(asking.authenticate('any', 'test-request'), isUnavailable);
    failing.close();
  });
});
