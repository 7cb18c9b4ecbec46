import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than anything takes on a slow machine. */
const TIMEOUT_MS = 120_000;

/** Resolves once the condition holds; rejects if it does not in time. */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeout = TIMEOUT_MS,
): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Timed out after ${timeout / 1000} s: ${what}.`);
    await sleep(20);
  }
}
