import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPython } from '../../scripts/requirements.ts';

const run = promisify(execFile);
const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const environment = fromRoot('.cache/python-sdk');
const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
/** The fingerprint of the SDK installed in the environment. */
const installed = join(environment, 'fingerprint.json');

async function pipInstall(): Promise<void> {
  // From a copy, since pip leaves build artifacts beside the sources.
  const copy = await mkdtemp(join(tmpdir(), 'chat-python-'));
  await cp(fromRoot('generated/sdk/python'), copy, { recursive: true });
  await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', copy]);
  await rm(copy, { recursive: true });
}

/** Installs the SDK in a virtual environment unless it is up to date; returns the environment's Python. */
export async function installPythonSdk(): Promise<string> {
  const fingerprint = await readFile(fromRoot('generated/sdk/fingerprint.json'), 'utf8');
  if ((await readFile(installed, 'utf8').catch(() => '')) === fingerprint) return python;
  const system = await findPython();
  if (!system) throw new Error('Python with venv is missing.');
  await run(system, ['-m', 'venv', '--clear', environment]);
  await pipInstall();
  await writeFile(installed, fingerprint);
  return python;
}
