/** Installs Dredd in its own folder, unless that was done for the present lock file. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = new URL('dredd/', import.meta.url);
const lockFile = new URL('package-lock.json', folder);
/** A copy of the lock file that was installed. */
const installed = new URL('node_modules/.installed-lock.json', folder);

export async function installDredd(): Promise<void> {
  if (await isFresh()) return;
  console.log('Installing Dredd and its packages in tests/contract/dredd.');
  // npm sets its own path for its scripts; starting it by Node works on Windows too.
  const npm = process.env['npm_execpath'];
  const [command, args] = npm ? [process.execPath, [npm]] : ['npm', []];
  const child = spawn(command, [...args, 'ci', '--ignore-scripts', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`npm ci failed in ${fileURLToPath(folder)} (exit code ${code ?? 'none'}).`);
  await copyFile(lockFile, installed);
}

async function isFresh(): Promise<boolean> {
  const [wanted, present] = await Promise.all(
    [lockFile, installed].map((file) => readFile(file, 'utf8').catch(() => undefined)),
  );
  return wanted !== undefined && wanted === present;
}
