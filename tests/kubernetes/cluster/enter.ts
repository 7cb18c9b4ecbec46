import { spawn } from 'node:child_process';
import { once } from 'node:events';

const INSIDE = 'INSIDE_CLUSTER';

export function isInsideCluster(): boolean {
  return process.env[INSIDE] !== undefined;
}

/**
 * Runs the current command again inside the cluster's network, since its addresses are reachable only from there.
 * Returns the exit code.
 */
export async function enterCluster(): Promise<number> {
  const command = ['run', process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn('cluster', command, { stdio: 'inherit', env: { ...process.env, [INSIDE]: 'yes' } });
  // The terminal sends Ctrl-C to the child too; this process waits until the child has reverted its changes.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
