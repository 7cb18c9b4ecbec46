/** A service that is restarted when its process dies. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '../services/shared/environment.ts';
import { startChild } from './child.ts';
import type { Child, ChildOptions } from './child.ts';

export interface SupervisedOptions extends Omit<ChildOptions, 'environment'> {
  /** With 0 it takes any free port, and the same one after a restart. */
  port: number;
  environment: (port: number) => NodeJS.ProcessEnv;
  /** For the terminal. */
  log: (line: string) => void;
  /** It died too often, and is not restarted. */
  gaveUp: (error: Error) => void;
}

const maxDeaths = 5;
const deathWindow = 60_000;
const firstDelay = 100;

export class SupervisedService {
  readonly #options: SupervisedOptions;
  readonly #stopped = new AbortController();
  #child: Child | undefined;
  #starting: Promise<Child> | undefined;
  #port: number;
  #deaths: number[] = [];

  constructor(options: SupervisedOptions) {
    this.#options = options;
    this.#port = options.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** The current process's. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    const { environment, ...options } = this.#options;
    this.#starting = startChild({ ...options, environment: environment(this.#port) }, this.#stopped.signal);
    const child = await this.#starting;
    this.#child = child;
    this.#port = child.port;
    void child.exited.then(() => {
      if (this.#child === child) void this.#restartAfterExit();
    });
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#end();
  }

  /** After a code change. */
  async restart(): Promise<void> {
    await this.#end();
    await this.start();
  }

  async #end(): Promise<void> {
    const started = await this.#starting?.catch(() => undefined);
    this.#child = undefined;
    await started?.stop();
  }

  async #restartAfterExit(): Promise<void> {
    const { name, logFile, log, gaveUp } = this.#options;
    const { signal } = this.#stopped;
    this.#child = undefined;
    for (let deaths = this.#countDeath(); deaths <= maxDeaths; deaths = this.#countDeath()) {
      log(`${name} stopped unexpectedly (see ${logFile}): starting it again.`);
      await sleep(firstDelay * 2 ** deaths * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
      if (this.#isStopped()) return;
      try {
        await this.start();
        return;
      } catch {
        // Its log says why; try again.
      }
      if (this.#isStopped()) return;
    }
    gaveUp(new ConfigError(`${name} stopped more than ${maxDeaths} times within a minute: see ${logFile}.`));
  }

  #isStopped(): boolean {
    return this.#stopped.signal.aborted;
  }

  #countDeath(): number {
    const now = Date.now();
    this.#deaths = [...this.#deaths.filter((time) => now - time < deathWindow), now];
    return this.#deaths.length;
  }
}
