import { setTimeout as delay } from 'node:timers/promises';
import { ConfigError } from '../environment.ts';
import { isUnreachable } from './pool.ts';

/** A startup dependency is not available yet. Its message is what the operator reads if it never is. */
export class NotReadyError extends ConfigError {
  /** The dependency that is awaited. */
  readonly awaited: string;

  constructor(awaited: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.awaited = awaited;
  }
}

export interface RetryOptions {
  waitSeconds: number;
  /** Called once per awaited dependency. */
  onWait: (error: NotReadyError) => void | Promise<void>;
  signal?: AbortSignal | undefined;
}

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** Retries the work while it throws NotReadyError, for at most `waitSeconds`. Any other error is rethrown at once. */
export async function retryUntilReady<T>(
  work: () => Promise<T>,
  { waitSeconds, onWait, signal }: RetryOptions,
): Promise<T> {
  const deadline = performance.now() + waitSeconds * 1_000;
  const reported = new Set<string>();
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NotReadyError) || performance.now() >= deadline) throw error;
      if (!reported.has(error.awaited)) await onWait(error);
      reported.add(error.awaited);
    }
    await delay(pause * (0.5 + Math.random()), undefined, { signal });
  }
}

/** Whether the error is transient, such as a server that is down. A wrong host name or TLS setting is not. */
export function isTransient(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isTransient);
  const { code, message } = error as NodeJS.ErrnoException;
  return code !== 'ENOTFOUND' && !message.includes('SSL') && isUnreachable(error);
}

/** The error's message; of an AggregateError (one error per address of "localhost") the first one's. */
export function reasonOf(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return first instanceof Error ? first.message || String((first as NodeJS.ErrnoException).code) : String(first);
}
