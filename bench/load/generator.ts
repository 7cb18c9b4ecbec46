import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Cleanup } from '../../local/cleanup.ts';
import type { Job, Reply, Result } from './job.ts';

/** Generates load in a process of its own, so that this process never delays what it measures. */
export class Generator {
  readonly #process: ChildProcess;

  constructor(cleanup: Cleanup) {
    this.#process = fork(fileURLToPath(new URL('process.ts', import.meta.url)), {
      execArgv: ['--import', 'tsx'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    cleanup.add(() => this.#process.kill());
  }

  /** One job at a time. */
  async run(job: Job): Promise<Result> {
    const over = new AbortController();
    const ended = once(this.#process, 'exit', { signal: over.signal }).then((): never => {
      throw new Error('The load generator ended.');
    });
    try {
      this.#process.send(job);
      const [reply] = (await Promise.race([once(this.#process, 'message', { signal: over.signal }), ended])) as [Reply];
      if ('error' in reply) throw new Error(`${job.url}: ${reply.error}`);
      return reply.result;
    } finally {
      over.abort();
      ended.catch(() => undefined);
    }
  }
}
