/** Microseconds of the system's monotonic clock: the same in all processes of the machine. */
export function now(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Resolves at that time or a little later, never earlier. */
export function until(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.ceil((time - now()) / 1000))));
}
