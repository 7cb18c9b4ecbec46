import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import pg from 'pg';
import { freePort } from './ports.ts';
import { readPidFile } from './postgres-pid-file.ts';
import { startPostgres } from './postgres.ts';
import { isAlive } from './processes.ts';
import { siblingModule } from './sibling.ts';
import { waitUntil } from '../testkit/wait-until.ts';

let dataDir: string;
const cluster = () => path.join(dataDir, 'postgres');

before(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'chat-postgres-'));
});
after(() => rm(dataDir, { recursive: true }));

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** A supervisor of its own, which can be killed. */
async function startElsewhere() {
  const child = fork(siblingModule('testing/postgres-holder', import.meta.url), [dataDir]);
  const [adminUrl] = (await once(child, 'message')) as [string];
  const state = await readPidFile(cluster());
  assert.ok(state);
  return { child, adminUrl, serverPid: state.pid };
}

const gone = (pid: number) => waitUntil(`process ${pid} is gone`, () => !isAlive(pid));

/** Each test starts with the state that the previous one left. */
describe('the embedded PostgreSQL', () => {
  it('is UTF-8 in any environment, on 127.0.0.1 only, durable, with a password', async () => {
    const server = await startPostgres({ dataDir });
    const rows = await query(
      server.adminUrl,
      `SELECT name, setting FROM pg_settings
       WHERE name IN ('server_encoding', 'listen_addresses', 'unix_socket_directories', 'fsync', 'password_encryption')
       ORDER BY name`,
    );
    assert.deepEqual(rows, [
      { name: 'fsync', setting: 'on' },
      { name: 'listen_addresses', setting: '127.0.0.1' },
      { name: 'password_encryption', setting: 'scram-sha-256' },
      { name: 'server_encoding', setting: 'UTF8' },
      { name: 'unix_socket_directories', setting: '' },
    ]);
    const locale = await query(server.adminUrl, `SELECT datlocale FROM pg_database WHERE datname = 'template1'`);
    assert.deepEqual(locale, [{ datlocale: 'C.UTF-8' }]);
    const wrong = new URL(server.adminUrl);
    wrong.password = 'password';
    await assert.rejects(query(wrong.href, 'SELECT 1'), { code: '28P01' });
    await query(server.adminUrl, 'CREATE TABLE kept (text text)');
    await server.stop();
    await assert.rejects(query(server.adminUrl, 'SELECT 1'), { code: 'ECONNREFUSED' });
  });

  it('keeps its password readable by its owner only', { skip: process.platform === 'win32' }, async () => {
    const { mode } = await stat(path.join(dataDir, 'secrets', 'postgres'));
    assert.equal(mode & 0o777, 0o600);
    assert.deepEqual((await readdir(dataDir)).sort(), ['logs', 'postgres', 'secrets']);
  });

  it('has its data after a restart, on the configured port', async () => {
    const server = await startPostgres({ dataDir });
    await query(server.adminUrl, "INSERT INTO kept VALUES ('first')");
    await server.stop();
    const again = await startPostgres({ dataDir, port: server.port });
    assert.equal(again.adminUrl, server.adminUrl);
    assert.deepEqual(await query(again.adminUrl, 'SELECT * FROM kept'), [{ text: 'first' }]);
    await again.stop();
  });

  it('stops by itself when its supervisor is killed, after its clients', async () => {
    const { child, adminUrl, serverPid } = await startElsewhere();
    const client = new pg.Client({ connectionString: adminUrl });
    await client.connect();
    child.kill('SIGKILL');
    await once(child, 'exit');
    await client.query("INSERT INTO kept VALUES ('second')");
    await client.end();
    await gone(serverPid);
    assert.equal(await readPidFile(cluster()), undefined);
  });

  it('starts on the files of a killed server, with everything that was committed', async () => {
    const { child, adminUrl, serverPid } = await startElsewhere();
    await query(adminUrl, "INSERT INTO kept VALUES ('third')");
    process.kill(serverPid, 'SIGKILL');
    child.kill('SIGKILL');
    await gone(serverPid);
    assert.notEqual(await readPidFile(cluster()), undefined);
    const server = await startPostgres({ dataDir });
    assert.equal((await query(server.adminUrl, 'SELECT * FROM kept')).length, 3);
    await server.stop();
  });

  it('replaces a server of an earlier start that still runs', async () => {
    const { child, adminUrl, serverPid } = await startElsewhere();
    const client = new pg.Client({ connectionString: adminUrl });
    client.on('error', () => undefined);
    await client.connect();
    child.kill('SIGKILL');
    const server = await startPostgres({ dataDir });
    assert.equal(isAlive(serverPid), false);
    assert.equal((await query(server.adminUrl, 'SELECT * FROM kept')).length, 3);
    await server.stop();
  });

  it('is not misled by a pid file whose process id another program has', async () => {
    const file = path.join(cluster(), 'postmaster.pid');
    const lines = [process.pid, cluster(), 0, await freePort(), '', '127.0.0.1', '', 'ready'];
    await writeFile(file, lines.join('\n'));
    const server = await startPostgres({ dataDir });
    assert.equal((await query(server.adminUrl, 'SELECT * FROM kept')).length, 3);
    await server.stop();
  });

  it('reports why it cannot start', async () => {
    await rm(path.join(cluster(), 'postgresql.conf'));
    await assert.rejects(startPostgres({ dataDir }), { message: /^PostgreSQL did not start.*postgresql\.conf/s });
    assert.match(await readFile(path.join(dataDir, 'logs', 'postgres.log'), 'utf8'), /postgresql\.conf/);
  });
});
