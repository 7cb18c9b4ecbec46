import { spawn } from 'node:child_process';
import { once } from 'node:events';

const INSIDE = 'FAULTS_INSIDE_CLUSTER';

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
  try {
    const [code] = (await once(child, 'exit')) as [number | null];
    return code ?? 1;
  } catch {
    console.error('The program "cluster" is not on the PATH: see README.md beside this file.');
    return 1;
  }
}
