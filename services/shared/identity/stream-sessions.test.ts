import assert from 'node:assert/strict';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createLogger } from '../logging/logger.ts';
import { StreamRegistry } from '../streams/registry.ts';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { Notifications } from '../../../testkit/notifications.ts';
import { streamPair } from '../../../testkit/stream-pair.ts';
import type { Caller } from '../caller.ts';
import { closeEndedStreams } from './stream-sessions.ts';
import { SESSION_ENDED, Verifier } from './verifier.ts';

const NETWORK = '192.0.2.7';

describe('closeEndedStreams', () => {
  let auth: AuthStandIn;
  let notifications: Notifications;
  let streams: StreamRegistry;

  beforeEach(async () => {
    auth = await authStandIn();
    notifications = new Notifications();
    streams = new StreamRegistry({
      maxStreams: 100,
      maxStreamsPerUser: 100,
      maxStreamsOfGuests: 100,
      maxStreamsOfGuestsPerAddress: 100,
    });
    const verifier = new Verifier(auth.url, notifications.listener);
    closeEndedStreams(streams, notifications.listener, verifier, createLogger('test', 'silent'));
  });
  afterEach(async () => {
    streams.closeAll();
    auth.release();
    await auth.stop();
  });

  async function open(caller: Caller) {
    const { stream, reader } = await streamPair();
    streams.reserve(caller, NETWORK).open(stream);
    reader.resume();
    return { stream, ended: once(reader, 'close', { signal: AbortSignal.timeout(15_000) }) };
  }

  it('closes only the streams of an ended session', async () => {
    const ending = auth.login();
    const tabs = [await open(ending), await open(ending)];
    const other = await open(auth.login({ sub: ending.sub }));
    notifications.emit('notification', SESSION_ENDED, ending.sid);
    for (const tab of tabs) await tab.ended;
    assert.equal(other.stream.closed, false);
  });

  it('closes streams of sessions that ended during a notification outage', async () => {
    const ending = auth.login();
    const staying = auth.login();
    const gone = await open(ending);
    const stays = await open(staying);
    notifications.lose();
    auth.end(ending.sid);
    notifications.recover();
    await gone.ended;
    assert.equal(stays.stream.closed, false);
  });

  it('retries until auth-service answers', async () => {
    const ending = auth.login();
    const gone = await open(ending);
    notifications.lose();
    auth.end(ending.sid);
    await auth.stop();
    notifications.recover();
    assert.equal(gone.stream.closed, false);
    await auth.start();
    await gone.ended;
  });
});
