import { spawn } from 'node:child_process';
import { once } from 'node:events';

const INSIDE = 'INSIDE_CLUSTER';

export function isInsideCluster(): boolean {
  return process.env[INSIDE] !== undefined;
}

/**
 * Runs this very command in the cluster's network, since its addresses are reachable from there alone. Gives the exit
 * code.
 */
export async function enterCluster(): Promise<number> {
  const command = ['run', process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn('cluster', command, { stdio: 'inherit', env: { ...process.env, [INSIDE]: 'yes' } });
  // The terminal sends Ctrl-C to the child too; we stay until it has taken back what it changed.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
