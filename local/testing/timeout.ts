/** Timeout in milliseconds, long enough for a slow machine. */
export const TEST_TIMEOUT_MS = 120_000;
