import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Run } from '../suite.ts';
import type { Latencies, Order, Report, StreamSource } from './protocol.ts';

/** A timeout that no measurement here reaches. */
const TIMEOUT_MS = 60_000;

type Kind = Report['report'];
type Of<K extends Kind> = Extract<Report, { report: K }>;

/** Many streams in a process of their own, so that reading costs the measuring process nothing. */
export class Readers {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;
  /** Reports that have not been awaited yet. */
  readonly #reports: Report[] = [];
  #wake: () => void = () => undefined;
  #failure: string | undefined;

  constructor({ cleanup }: Pick<Run, 'cleanup'>) {
    this.#child = fork(fileURLToPath(new URL('main.ts', import.meta.url)));
    this.#exited = once(this.#child, 'exit');
    cleanup.add(() => this.stop());
    void this.#exited.then(() => this.#fail('their process ended'));
    this.#child.on('message', (report: Report) => {
      if (report.report === 'failed') this.#fail(report.why);
      else this.#reports.push(report);
      this.#wake();
    });
  }

  /** Opens more streams. Resolves once all are live. */
  async open(streams: StreamSource): Promise<void> {
    this.#send({ order: 'open', streams });
    await this.#next('live');
  }

  /** When all streams were live again after some had broken. */
  async resumed(): Promise<number> {
    return (await this.#next('live')).at;
  }

  /** From now on `round` waits for this many events on every stream. */
  async expect(events: number): Promise<void> {
    this.#send({ order: 'rounds', events });
    await this.#next('ready');
  }

  /** The next round: when its first and its last event arrived. */
  round(): Promise<Of<'round'>> {
    return this.#next('round');
  }

  /** Of all events since the last call. */
  async latencies(): Promise<Latencies> {
    this.#send({ order: 'latencies' });
    return (await this.#next('latencies')).latencies;
  }

  /** Breaks all streams off. */
  async stop(): Promise<void> {
    this.#child.kill();
    await this.#exited;
  }

  #send(order: Order): void {
    this.#child.send(order);
  }

  #fail(why: string): void {
    this.#failure ??= why;
    this.#wake();
  }

  async #next<K extends Kind>(kind: K): Promise<Of<K>> {
    const deadline = Date.now() + TIMEOUT_MS;
    for (;;) {
      if (this.#failure !== undefined) throw new Error(`The readers failed: ${this.#failure}.`);
      const index = this.#reports.findIndex(({ report }) => report === kind);
      if (index !== -1) return this.#reports.splice(index, 1)[0] as Of<K>;
      await this.#woken(deadline - Date.now(), kind);
    }
  }

  async #woken(timeout: number, kind: Kind): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`The readers did not report in time: ${kind}.`)), timeout);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
