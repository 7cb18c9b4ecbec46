/**
 * `npm run test:unit [files or folders…]`: runs the named `*.test.ts`, or all of them, against a temporary PostgreSQL
 * (or the server of TEST_ADMIN_DATABASE_URL, whose chat_* roles then get test passwords).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { startPostgres } from '../local/postgres.ts';

const codeFolders = [
  'services',
  'testkit',
  'local',
  'frontend',
  'scripts',
  'tests/events',
  'tests/faults',
  'tests/e2e/kubernetes',
  'tests/e2e/support',
  'bench',
];

const named = process.argv.slice(2);
const files = (await Promise.all((named.length > 0 ? named : codeFolders).map(testFiles))).flat().sort();
if (files.length === 0) {
  console.error(`No *.test.ts in ${named.join(' ') || codeFolders.join(' ')}.`);
  process.exit(1);
}
process.exitCode = await withServer(runTests);

async function testFiles(name: string): Promise<string[]> {
  if ((await stat(name)).isFile()) return [name];
  const entries = await readdir(name, { withFileTypes: true });
  const nested = entries.map(async (entry) => {
    const file = path.join(name, entry.name);
    if (entry.isDirectory()) return ['node_modules', 'dist'].includes(entry.name) ? [] : testFiles(file);
    return file.endsWith('.test.ts') ? [file] : [];
  });
  return (await Promise.all(nested)).flat();
}

async function withServer(work: (adminUrl: string) => Promise<number>): Promise<number> {
  const given = process.env['TEST_ADMIN_DATABASE_URL'];
  if (given) return work(given);
  const dataDir = await mkdtemp(path.join(tmpdir(), 'chat-test-'));
  try {
    const server = await startPostgres({ dataDir });
    try {
      await stopSyncing(server.adminUrl);
      return await work(server.adminUrl);
    } finally {
      await server.stop();
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** The server's data need not outlive the machine, and hundreds of databases are made there. */
async function stopSyncing(adminUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    await client.query('ALTER SYSTEM SET fsync = off');
    await client.query('SELECT pg_reload_conf()');
  } finally {
    await client.end();
  }
}

async function runTests(adminUrl: string): Promise<number> {
  const concurrency = Math.max(2, availableParallelism());
  const child = spawn(
    process.execPath,
    [
      '--import',
      'tsx',
      '--test',
      '--test-reporter=spec',
      `--test-concurrency=${concurrency}`,
      '--test-timeout=600000',
      ...files,
    ],
    { stdio: 'inherit', env: { ...process.env, TEST_ADMIN_DATABASE_URL: adminUrl } },
  );
  // The terminal sends Ctrl-C to the child too; this process remains to stop the server afterwards.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
