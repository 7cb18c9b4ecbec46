/** Milliseconds in which whatever is waited for has happened on a slow machine too. */
export const patience = 120_000;
