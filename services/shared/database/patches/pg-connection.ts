import type pg from 'pg';

/** Drops a client's connection at once: a half-open one would never close gracefully, and pg has no API for it. */
export function destroyConnection(client: pg.Client): void {
  client.connection.stream.destroy();
}

/** Closes a client's connection gracefully if that succeeds in time, and drops it otherwise. */
export async function endConnection(client: pg.Client, timeoutMs: number): Promise<void> {
  const force = setTimeout(() => destroyConnection(client), timeoutMs);
  await client.end().catch(() => undefined);
  clearTimeout(force);
}
