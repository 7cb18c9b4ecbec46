import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { SERVICES, serviceNames, type ServiceName } from '../services/services.ts';
import { assertProblem } from '../testkit/assert-problem.ts';
import { createTestDatabase, type TestDatabase } from '../testkit/database.ts';
import { tcpProxy } from '../testkit/tcp-proxy.ts';
import { freePort } from './ports.ts';
import { portSettings, serviceModule } from './services.ts';

/** A service's process as Kubernetes starts it. */
async function launch(service: ServiceName, variables: Record<string, string>) {
  const port = await freePort();
  const child = fork(serviceModule(service), {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      [portSettings[service].variable]: String(port),
      SIGNING_KEY: 'k'.repeat(32),
      ...variables,
    },
  });
  assert.ok(child.stdout && child.stderr);
  const waits: string[] = [];
  const waiting = new Promise<void>((resolve) => {
    createInterface(child.stdout as NodeJS.ReadableStream).on('line', (line) => {
      if (!line.includes('waiting for')) return;
      waits.push((JSON.parse(line) as { msg: string }).msg);
      resolve();
    });
  });
  return {
    child,
    url: `http://127.0.0.1:${port}`,
    /** What it logged that it waits for. */
    waits,
    waiting,
    ready: once(child, 'message'),
    ended: Promise.all([once(child, 'exit'), text(child.stderr)]).then(([exit, errors]) => ({
      code: exit[0] as number | null,
      errors,
    })),
  };
}

/** Its stand-in starts to listen shortly after it has logged that it waits. */
async function answer(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url).catch(() => undefined);
    if (response) return response;
  }
}

for (const service of serviceNames) {
  describe(`${SERVICES[service].process} whose database is unavailable at startup`, () => {
    let database: TestDatabase;
    before(async () => {
      database = await createTestDatabase();
    });
    after(() => database.drop());

    it('is live but not ready until the database is reachable and migrated', async () => {
      const proxy = await tcpProxy(database.urls[service].url);
      proxy.cut();
      const waiter = await launch(service, { DATABASE_URL: proxy.url });
      await waiter.waiting;
      const health = await answer(`${waiter.url}/health`);
      assert.equal(health.status, 200);
      assert.deepEqual(await health.json(), { status: 'healthy', service: SERVICES[service].process });
      await assertProblem(fetch(`${waiter.url}/ready`), 503, 'unavailable');
      await assertProblem(fetch(`${waiter.url}/metrics`), 503, 'unavailable');

      proxy.restore();
      const { url, migrationUrl } = database.urls[service];
      const migrating = await launch(service, { DATABASE_URL: url, MIGRATION_DATABASE_URL: migrationUrl });
      await Promise.all([migrating.ready, waiter.ready]);
      assert.equal((await fetch(`${waiter.url}/ready`)).status, 200);
      assert.match(waiter.waits[0] ?? '', /^waiting for PostgreSQL at 127\.0\.0\.1:\d+$/);
      assert.equal(waiter.waits.length, new Set(waiter.waits).size);
      for (const { child } of [waiter, migrating]) child.send('stop');
      assert.deepEqual(await waiter.ended, { code: 0, errors: '' });
      await migrating.ended;
      await proxy.close();
    });

    it('exits with one line if the database is not available in time', async () => {
      const { ended } = await launch(service, {
        DATABASE_URL: 'postgres://127.0.0.1:1/chat',
        DATABASE_WAIT_SECONDS: '1',
      });
      const { code, errors } = await ended;
      assert.equal(code, 1);
      assert.match(errors, /^The database at 127\.0\.0\.1:1 cannot be used .*\n$/);
    });

    it('stops on request', async () => {
      const { child, waiting, ended } = await launch(service, { DATABASE_URL: 'postgres://127.0.0.1:1/chat' });
      await waiting;
      child.send('stop');
      assert.deepEqual(await ended, { code: 0, errors: '' });
    });
  });
}
