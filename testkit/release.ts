import { execFile } from 'node:child_process';
import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import packageJson from '../package.json' with { type: 'json' };
import { THIS_CHECKOUT } from './replica.ts';

const run = promisify(execFile);
const git = async (...args: string[]) => (await run('git', args, { cwd: THIS_CHECKOUT })).stdout.trim();

/**
 * The full id of the commit to update from: the given one, or else the last release, or before the first one the commit
 * that package.json names. Undefined if this clone does not have it, as a shallow one.
 */
export async function findRelease(named: string | undefined): Promise<string | undefined> {
  const tag = await git('describe', '--tags', '--abbrev=0', '--match', 'v*').catch(() => undefined);
  const wanted = named ?? tag ?? packageJson.config.upgradeFrom;
  return git('rev-parse', '--verify', '--quiet', `${wanted}^{commit}`).catch(() => undefined);
}

/** Builds the commit in a worktree in .cache, once. Returns its folder. */
export async function buildRelease(commit: string): Promise<string> {
  const checkout = path.join(THIS_CHECKOUT, '.cache/upgrade', commit);
  const done = path.join(checkout, '.cache/built');
  if (await exists(done)) return checkout;
  // A folder that was deleted is still registered.
  if (!(await exists(checkout))) await git('worktree', 'add', '--force', '--detach', checkout, commit);
  // npm test leaves out the scripts before its own ones, which is not meant for these packages.
  await npm(checkout, 'ci', '--no-audit', '--no-fund', '--ignore-scripts=false');
  await npm(checkout, 'run', 'build');
  await mkdir(path.dirname(done), { recursive: true });
  await writeFile(done, '');
  return checkout;
}

async function npm(cwd: string, ...args: string[]): Promise<void> {
  // On Windows npm is a script, which only a shell starts.
  await run('npm', args, { cwd, shell: process.platform === 'win32', maxBuffer: 64 * 1024 * 1024 });
}

function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
