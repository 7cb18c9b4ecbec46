/** One process of a service: started, checked for readiness, and stopped on request. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../services/shared/environment.ts';
import { openLog } from './logs.ts';

export interface ChildOptions {
  name: string;
  /** It sends `{ port }` when it listens, serves /ready, and stops on the message `stop`. */
  module: string;
  environment: NodeJS.ProcessEnv;
  logFile: string;
  /** Timeout in milliseconds until it is ready. */
  readyTimeout?: number | undefined;
}

export interface Child {
  pid: number;
  port: number;
  exited: Promise<void>;
  stop(): Promise<void>;
}

/** Longer than the services' own limit. */
const stopTimeout = 9_000;

/** Resolves when it is ready; rejects with its last words if it ends before. */
export async function startChild(options: ChildOptions, signal: AbortSignal): Promise<Child> {
  const { name, logFile, readyTimeout = 30_000 } = options;
  const { process, logStart } = await forkWithLog(options);
  const exited = once(process, 'exit').then(() => undefined);
  const over = new AbortController();
  try {
    const port = await Promise.race([
      ready(process, AbortSignal.any([signal, over.signal, AbortSignal.timeout(readyTimeout)])),
      exited.then(async () => {
        throw new ConfigError(`${name} did not start: ${await lastWords(logFile, logStart)}`);
      }),
    ]);
    return { pid: process.pid ?? 0, port, exited, stop: () => stop(process, exited) };
  } catch (error) {
    await stop(process, exited);
    if (error instanceof ConfigError || signal.aborted) throw error;
    throw new Error(`${name} was not ready within ${readyTimeout / 1000} s: see ${logFile}.`, { cause: error });
  } finally {
    over.abort();
  }
}

/** The child writes to the file itself, so that it can continue after the supervisor has ended. */
async function forkWithLog({ module, environment, logFile }: ChildOptions) {
  const log = await openLog(logFile);
  try {
    const { size: logStart } = await log.stat();
    const process = fork(module, [], { env: environment, stdio: ['ignore', log.fd, log.fd, 'ipc'] });
    return { process, logStart };
  } finally {
    await log.close();
  }
}

async function ready(process: ChildProcess, signal: AbortSignal): Promise<number> {
  const [{ port }] = (await once(process, 'message', { signal })) as [{ port: number }];
  while (!(await isReady(port, signal))) await sleep(50, undefined, { signal });
  return port;
}

async function isReady(port: number, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/ready`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** Asks by an IPC message, which works on Windows too; a child that does not end in time is killed. */
async function stop(process: ChildProcess, exited: Promise<void>): Promise<void> {
  const force = setTimeout(() => process.kill('SIGKILL'), stopTimeout);
  if (process.connected) process.send('stop', () => undefined);
  await exited;
  clearTimeout(force);
}

/**
 * A service reports in one plain line why it cannot start; its other log lines are JSON, and a crash leaves a stack
 * trace.
 */
async function lastWords(logFile: string, from: number): Promise<string> {
  const lines = (await readFile(logFile)).subarray(from).toString().split('\n');
  const plain = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('{'));
  const [only] = plain;
  if (only !== undefined && plain.length === 1) return only;
  const message = plain.find((line) => /^\w*Error\b/.test(line)) ?? plain.at(-1) ?? 'it printed nothing.';
  return `${message} (see ${logFile})`;
}
