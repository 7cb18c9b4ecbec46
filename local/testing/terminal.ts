/** `npm start` as in a terminal: in a process group of its own. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { isAlive } from '../processes.ts';
import { siblingModule } from '../sibling.ts';
import { waitUntil } from '../../testkit/wait-until.ts';

export class Terminal {
  readonly exited: Promise<number | null>;
  output = '';
  readonly #process: ChildProcess;

  constructor(env: Record<string, string>) {
    const start = siblingModule('start', import.meta.url);
    this.#process = spawn(process.execPath, [...process.execArgv, start], {
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DATABASE_URL: '', ...env },
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      stream?.on('data', (chunk) => (this.output += String(chunk)));
    }
    this.exited = once(this.#process, 'exit').then(([code]) => code as number | null);
  }

  /** Resolves with the address that it prints once everything runs. */
  async url(): Promise<string> {
    await waitUntil('it prints its address', () => {
      if (this.#process.exitCode !== null) throw new Error(`It ended early: ${this.output}`);
      return this.output.includes('Ctrl-C');
    });
    return /at +(http:\S+)/.exec(this.output)?.[1] ?? '';
  }

  /** Like Ctrl-C: to every process of the group. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-(this.#process.pid ?? 0), signal);
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  /** The supervisor and all its descendants, in any group. */
  async processes(): Promise<number[]> {
    const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=', '-o', 'ppid=']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number));
    const found = [this.#process.pid];
    for (const parent of found) found.push(...rows.filter(([, ppid]) => ppid === parent).map(([pid]) => pid));
    return found.filter((pid) => pid !== undefined);
  }
}

/** Like `kill -9` of all of them; some end by themselves when others do. */
export function killAll(pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

export function allGone(pids: number[]): Promise<void> {
  return waitUntil('all processes are gone', () => !pids.some(isAlive));
}
