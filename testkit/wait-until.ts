import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than anything takes on a slow machine: a wait this long is a failure. */
const PATIENCE_MS = 120_000;

/** Resolves once the condition holds; rejects if it does not in time. */
export async function waitUntil(
  what: string,
  condition: () => boolean | Promise<boolean>,
  timeout = PATIENCE_MS,
): Promise<void> {
  const deadline = Date.now() + timeout;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Waited ${timeout / 1000} s in vain: ${what}.`);
    await sleep(20);
  }
}
