/** Timeout in milliseconds, long enough for a slow machine. */
export const patience = 120_000;
