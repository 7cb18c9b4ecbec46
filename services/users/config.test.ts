import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError } from '../shared/environment.ts';
import { readConfig } from './config.ts';

const DATABASE_URL = 'postgres://chat_users:secret@127.0.0.1:5432/chat';

const refuses = (variables: NodeJS.ProcessEnv, message: RegExp) =>
  assert.throws(
    () => readConfig({ DATABASE_URL, ...variables }),
    (error: unknown) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, message);
      assert.ok(!error.message.includes('secret'));
      return true;
    },
  );

describe('readConfig', () => {
  it('requires only the database', () => {
    const { port, authUrl, streams, opening } = readConfig({ DATABASE_URL });
    assert.deepEqual(
      { port, authUrl, streams, opening },
      {
        port: 5002,
        authUrl: 'http://127.0.0.1:5000',
        streams: {
          maxStreams: 5_000,
          maxStreamsPerUser: 12,
          maxStreamsOfGuests: 4_000,
          maxStreamsOfGuestsPerAddress: 1_250,
        },
        opening: { perUser: 60, perAddress: 300 },
      },
    );
  });

  it('reads the environment', () => {
    const { port, authUrl, streams, opening } = readConfig({
      DATABASE_URL,
      USERS_PORT: '6002',
      AUTH_URL: 'http://auth-service:5000',
      MAX_STREAMS: '10',
      MAX_STREAMS_PER_USER: '2',
      MAX_STREAMS_OF_GUESTS: '9',
      STREAM_LIMIT_PER_USER: '3',
      STREAM_LIMIT_PER_ADDRESS: '4',
    });
    assert.deepEqual(
      { port, authUrl, streams, opening },
      {
        port: 6002,
        authUrl: 'http://auth-service:5000',
        streams: {
          maxStreams: 10,
          maxStreamsPerUser: 2,
          maxStreamsOfGuests: 9,
          maxStreamsOfGuestsPerAddress: 2,
        },
        opening: { perUser: 3, perAddress: 4 },
      },
    );
  });

  it('reports invalid values', () => {
    refuses({ DATABASE_URL: '' }, /^DATABASE_URL is not set/);
    refuses({ DATABASE_URL: 'mysql://root:secret@localhost' }, /^DATABASE_URL is not a URL that begins with postgres/);
    refuses({ AUTH_URL: 'auth-service' }, /^AUTH_URL is not a URL/);
    refuses({ USERS_PORT: '80800' }, /^USERS_PORT is "80800"; it must be a whole number from 0 to 65535/);
    refuses({ MAX_STREAMS: 'many' }, /^MAX_STREAMS is "many"/);
    refuses({ STREAM_LIMIT_PER_USER: '0' }, /^STREAM_LIMIT_PER_USER is "0"/);
  });
});
