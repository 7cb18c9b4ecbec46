import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { Problem } from '../problem.ts';
import { authStandIn, type AuthStandIn } from '../testing/auth-stand-in.ts';
import { Notifications } from '../testing/notifications.ts';
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

  /** The question has reached auth-service, whose answer is on its way. */
  async function questionUnderWay(): Promise<void> {
    while (auth.questions === 0) await new Promise(setImmediate);
  }

  it('says whose token it is', async () => {
    const caller = auth.login();
    assert.deepEqual(await ask(caller.token), caller);
  });

  it('remembers a yes for 30 s and not longer', async () => {
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

  it('remembers a yes no longer than the token lives', async () => {
    mock.timers.enable({ apis: ['Date'], now: Date.now() });
    const { token } = auth.login({ exp: Math.floor(Date.now() / 1000) + 5 });
    await ask(token);
    mock.timers.tick(5_000);
    await assert.rejects(ask(token), { message: /^The token is expired/ });
  });

  it('remembers no no', async () => {
    await assert.rejects(ask('nonsense'), isUnauthenticated);
    await assert.rejects(ask('nonsense'), isUnauthenticated);
    assert.equal(auth.questions, 2);
  });

  it('asks once for many requests with one token', async () => {
    const caller = auth.login();
    const callers = await Promise.all(Array.from({ length: 50 }, () => ask(caller.token)));
    assert.equal(auth.questions, 1);
    for (const each of callers) assert.deepEqual(each, caller);
  });

  it('forgets a session that ends', async () => {
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

  it('refuses a yes that was under way when its session ended', async () => {
    const { token, sid } = auth.login();
    auth.hold();
    const asked = ask(token);
    await questionUnderWay();
    auth.end(sid);
    notifications.emit('notification', SESSION_ENDED, sid);
    auth.release();
    await assert.rejects(asked, isUnauthenticated);
  });

  it('remembers nothing while notifications may be lost', async () => {
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

  it('asks again where notifications were lost while the answer was under way', async () => {
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

  it('goes on with what it remembers while auth-service is down, and answers 503 to the rest', async () => {
    const remembered = auth.login();
    const unknown = auth.login();
    await ask(remembered.token);
    await auth.stop();
    assert.deepEqual(await ask(remembered.token), remembered);
    await assert.rejects(ask(unknown.token), isUnavailable);
    await auth.start();
    assert.deepEqual(await ask(unknown.token), unknown);
  });

  it('answers 503 where auth-service takes the question and says nothing', { timeout: 20_000 }, async () => {
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

  it('answers 503 where auth-service itself fails', async () => {
    const failing = createHttpServer((_request, response) => void response.writeHead(500).end());
    failing.listen(0, '127.0.0.1');
    await once(failing, 'listening');
    const { port } = failing.address() as AddressInfo;
    const asking = new Verifier(`http://127.0.0.1:${port}`, notifications.listener);
    await assert.rejects(asking.authenticate('any', 'test-request'), isUnavailable);
    failing.close();
  });
});
