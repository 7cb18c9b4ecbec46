import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../environment.ts';
import { isOutOfReach } from './pool.ts';

/** What a start needs is not there yet and may come. Its message is what the operator reads if it does not. */
export class NotYetError extends ConfigError {
  /** What is waited for. */
  readonly awaited: string;

  constructor(awaited: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.awaited = awaited;
  }
}

export interface Patience {
  waitSeconds: number;
  /** Called once for each thing that is waited for. */
  onWait: (error: NotYetError) => void | Promise<void>;
  signal?: AbortSignal | undefined;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** Repeats the work while it throws NotYetError, for as long as the patience lasts. Any other error ends it at once. */
export async function withPatience<T>(work: () => Promise<T>, { waitSeconds, onWait, signal }: Patience): Promise<T> {
  const deadline = performance.now() + waitSeconds * 1_000;
  const told = new Set<string>();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotYetError) || performance.now() >= deadline) throw error;
      if (!told.has(error.awaited)) await onWait(error);
      told.add(error.awaited);
    }
    await delay(pause * (0.5 + Math.random()), undefined, { signal });
  }
}

/** Whether a server that is started, or a network that returns, would mend it. A wrong name or TLS setting stays wrong. */
export function mayPass(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(mayPass);
  const { code, message } = error as NodeJS.ErrnoException;
  return code !== 'ENOTFOUND' && !message.includes('SSL') && isOutOfReach(error);
}

/** Of the many reasons why "localhost" cannot be reached, one for each of its addresses, the first is enough. */
export function reasonOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return first instanceof Error ? first.message || String((first as NodeJS.ErrnoException).code) : String(first);
}
