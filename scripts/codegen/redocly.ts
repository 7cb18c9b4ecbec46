import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { serviceNames } from '../../services/services.ts';
import { root } from './root.ts';

/** The services' contracts, as written by hand. */
export const contracts = serviceNames.map((service) => `openapi/${service}.yaml`);

const run = promisify(execFile);
const cli = fileURLToPath(new URL('bin/cli.js', import.meta.resolve('@redocly/cli/package.json')));

/**
 * Runs Redocly's CLI, which reads redocly.yaml. Its output is shown only if it fails: a successful run also
 * prints a banner about Node 20's end of life that no setting turns off.
 */
export async function redocly(...args: string[]): Promise<void> {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  try {
    await run(process.execPath, [cli, ...args], { cwd: root, env, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`redocly ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}
