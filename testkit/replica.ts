import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { SERVICES, type ServiceName } from '../services/services.ts';
import { waitUntil } from './wait-until.ts';

/** Longer than a service gives itself to stop. */
const STOP_TIMEOUT_MS = 20_000;

export const THIS_CHECKOUT = fileURLToPath(new URL('../', import.meta.url));

type Exit = [code: number | null, signal: NodeJS.Signals | null];

/** A process of a service, as `npm run build:services` made it. */
export class Replica {
  /** 0 until it has reported its port. */
  port = 0;
  readonly #service: ServiceName;
  readonly #process: ChildProcess;
  readonly #exited: Promise<Exit>;

  private constructor(service: ServiceName, process: ChildProcess) {
    this.#service = service;
    this.#process = process;
    this.#exited = once(process, 'exit') as Promise<Exit>;
    process.on('message', ({ port }: { port: number }) => (this.port = port));
  }

  /** @param checkout the release's folder, built */
  static async spawn(
    service: ServiceName,
    env: NodeJS.ProcessEnv,
    logFile: string,
    checkout = THIS_CHECKOUT,
  ): Promise<Replica> {
    const module = path.join(checkout, 'dist/services', service, 'server.js');
    const log = await open(logFile, 'a');
    try {
      // It ends with this process: its IPC channel closes then.
      return new Replica(service, fork(module, [], { env, execArgv: [], stdio: ['ignore', log.fd, log.fd, 'ipc'] }));
    } finally {
      await log.close();
    }
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The process id, by which its cost is read from the system. */
  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get name(): string {
    return `${SERVICES[this.#service].process} (${this.pid})`;
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Whether it was sent a signal; it may live for another moment. */
  get killed(): boolean {
    return this.#process.killed;
  }

  /** Resolves when the process has ended, for whatever reason. */
  async exited(): Promise<void> {
    await this.#exited;
  }

  /** Whether it became ready before it ended. */
  async isReady(): Promise<boolean> {
    await waitUntil('a replica is ready', async () => !this.alive || (this.port !== 0 && (await this.#answersReady())));
    return this.alive;
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Asks it to stop; throws if it does not exit cleanly. */
  async stop(): Promise<void> {
    const force = setTimeout(() => this.kill(), STOP_TIMEOUT_MS);
    this.#process.kill('SIGTERM');
    const [code, signal] = await this.#exited;
    clearTimeout(force);
    if (code !== 0) throw new Error(`${this.name} did not stop in order on SIGTERM: ${signal ?? `exit code ${code}`}.`);
  }

  async #answersReady(): Promise<boolean> {
    try {
      const response = await fetch(`${this.url}/ready`, { signal: AbortSignal.timeout(5_000) });
      await response.arrayBuffer();
      return response.ok;
    } catch {
      return false;
    }
  }
}
