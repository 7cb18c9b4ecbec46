import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import express from 'express';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { createLogger } from '../logging/logger.ts';
import { EnvironmentReader, readCommonConfig } from '../environment.ts';
import type { Service } from './listen.ts';
import { startService } from './start.ts';

const service: Service = {
  spec: 'users',
  app: express(),
  drain: () => undefined,
  close: () => Promise.resolve(),
};

describe('startService', () => {
  let database: TestDatabase;
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  function start(create: () => Promise<Service>) {
    const { url: DATABASE_URL, migrationUrl: MIGRATION_DATABASE_URL } = database.urls.users;
    const config = readCommonConfig(new EnvironmentReader({ DATABASE_URL, MIGRATION_DATABASE_URL }));
    return startService({
      name: 'user-service',
      schema: { name: 'users', migrations: new URL('../../users/migrations/', import.meta.url) },
      config: { ...config, port: 0 },
      logger: createLogger('test', 'silent'),
      create,
      signal: new AbortController().signal,
    });
  }

  it('waits again if the database becomes unreachable before the service is wired', async () => {
    let tries = 0;
    const running = await start(() =>
      ++tries < 3 ? Promise.reject(new Error('timeout expired')) : Promise.resolve(service),
    );
    assert.equal(tries, 3);
    await running.stop();
  });

  it('fails at once on any other error', async () => {
    await assert.rejects(
      start(() => Promise.reject(new TypeError('a fault'))),
      TypeError,
    );
  });
});
