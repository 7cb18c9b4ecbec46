/** Servers that take the same posts, for comparison. */
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Cleanup } from '../../local/cleanup.ts';
import type { Baseline } from '../baseline.ts';
import { NODE_OPTIONS } from '../product.ts';

/** A server of this folder, which reports its port. It starts with the product's NODE_OPTIONS. */
export async function startNodeBaseline(
  cleanup: Cleanup,
  { name, module, tokens }: { name: string; module: string; tokens: string[] },
): Promise<Baseline> {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production', NODE_OPTIONS },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  cleanup.add(() => end(child));
  const [{ port }] = (await once(child, 'message', { signal: AbortSignal.timeout(30_000) })) as [{ port: number }];
  const pid = pidOf(child);
  return { name, url: `http://127.0.0.1:${port}`, tokens, pid, allPids: () => Promise.resolve([pid]) };
}

/** A Python program of this folder. Its log is discarded. */
export function startPython(cleanup: Cleanup, python: string, file: string, environment: NodeJS.ProcessEnv): number {
  const child = spawn(python, [fileURLToPath(new URL(file, import.meta.url))], {
    env: { ...process.env, ...environment },
    stdio: 'ignore',
  });
  cleanup.add(() => end(child));
  return pidOf(child);
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} could not be started.`);
  return child.pid;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill();
  await once(child, 'exit');
}
