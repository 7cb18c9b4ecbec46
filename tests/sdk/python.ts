import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPython } from '../../scripts/requirements.ts';

const run = promisify(execFile);
const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** This version's SDK. */
export async function installPythonSdk(): Promise<string> {
  const fingerprint = await readFile(fromRoot('generated/sdk/fingerprint.json'), 'utf8');
  return install('python-sdk', fingerprint, async (pipInstall) => {
    // From a copy, since pip leaves build artifacts beside the sources.
    const copy = await mkdtemp(join(tmpdir(), 'chat-python-'));
    await cp(fromRoot('generated/sdk/python'), copy, { recursive: true });
    await pipInstall(copy);
    await rm(copy, { recursive: true });
  });
}

/** The SDK from before an event had a schema per kind, as its users have it. */
export function installOldPythonSdk(): Promise<string> {
  const wheel = 'chat_sdk-1.0.0-py3-none-any.whl';
  return install('python-sdk-1.0.0', wheel, (pipInstall) => pipInstall(fromRoot(`tests/sdk/fixtures/${wheel}`)));
}

/**
 * Makes a virtual environment in .cache, unless what it has is up to date; returns its Python.
 *
 * @param version of what is installed
 */
async function install(
  name: string,
  version: string,
  installPackage: (pipInstall: (source: string) => Promise<void>) => Promise<void>,
): Promise<string> {
  const environment = fromRoot(`.cache/${name}`);
  const python = join(environment, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const installed = join(environment, 'fingerprint.json');
  if ((await readFile(installed, 'utf8').catch(() => '')) === version) return python;
  const system = await findPython();
  if (!system) throw new Error('Python with venv is missing.');
  await run(system, ['-m', 'venv', '--clear', environment]);
  await installPackage(async (source) => {
    await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', source]);
  });
  await writeFile(installed, version);
  return python;
}
