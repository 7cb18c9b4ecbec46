import type { Logger } from '../logging/logger.ts';

interface Schedule {
  intervalMs: number;
  /** Whether it runs at once too. */
  atStart?: boolean;
  /** Logged if the work fails; the next run retries. */
  failure: string;
  logger: Logger;
}

/**
 * Runs the work again and again. Jitter: replicas that started together do not run together.
 *
 * @returns a function that stops it
 */
export function runPeriodically(
  work: () => Promise<unknown>,
  { intervalMs, atStart = false, failure, logger }: Schedule,
): () => void {
  const run = () => {
    work().catch((err: unknown) => logger.warn({ err }, failure));
  };
  if (atStart) run();
  const timer = setInterval(run, intervalMs * (0.5 + Math.random())).unref();
  return () => clearInterval(timer);
}
