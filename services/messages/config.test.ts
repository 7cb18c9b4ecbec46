import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError } from '../shared/environment.ts';
import { readConfig } from './config.ts';

const good = { DATABASE_URL: 'postgres://chat_messages:secret@127.0.0.1:5432/chat' };

describe("message-service's settings", () => {
  it('allow any host name on a public address, unless some are listed', () => {
    const open = { ...good, HOST: '0.0.0.0' };
    assert.equal(readConfig(open).publicHosts, undefined);
    assert.deepEqual(readConfig({ ...open, PUBLIC_HOSTS: 'chat.example, b.example' }).publicHosts, [
      'chat.example',
      'b.example',
    ]);
    assert.throws(() => readConfig({ ...good, PUBLIC_HOSTS: 'https://chat.example' }), ConfigError);
  });

  it('have defaults, except for the database', () => {
    assert.deepEqual(readConfig(good), {
      host: '127.0.0.1',
      publicHosts: [],
      logLevel: 'info',
      production: false,
      databaseUrl: good.DATABASE_URL,
      migrationUrl: undefined,
      databaseWaitSeconds: 60,
      trustProxy: 0,
      port: 5001,
      authUrl: 'http://127.0.0.1:5000',
      sendLimit: 120,
      requestLimit: 600,
      streams: {
        maxStreams: 5_000,
        maxStreamsPerUser: 12,
        maxStreamsOfGuests: 4_000,
        maxStreamsOfGuestsPerAddress: 1_250,
      },
      opening: { perUser: 60, perAddress: 300 },
    });
  });

  it('are read from the environment', () => {
    const config = readConfig({
      ...good,
      MESSAGES_PORT: '6001',
      AUTH_URL: 'http://auth-service:5000',
      SEND_LIMIT: '7',
    });
    assert.deepEqual([config.port, config.authUrl, config.sendLimit], [6001, 'http://auth-service:5000', 7]);
  });

  for (const [name, value] of [
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://chat'],
    ['MESSAGES_PORT', '70000'],
    ['AUTH_URL', 'auth-service:5000'],
    ['SEND_LIMIT', '0'],
    ['REQUEST_LIMIT', '0'],
    ['MAX_STREAMS', 'many'],
    ['MAX_STREAMS_OF_GUESTS', '0'],
    ['MAX_STREAMS_PER_USER', '-1'],
    ['STREAM_LIMIT_PER_USER', '1.5'],
    ['STREAM_LIMIT_PER_ADDRESS', '1e9'],
  ] as const) {
    it(`report ${name}=${value} as invalid in one line`, () => {
      assert.throws(
        () => readConfig({ ...good, [name]: value }),
        (error: unknown) => error instanceof ConfigError && error.message.startsWith(`${name} is `),
      );
    });
  }
});
