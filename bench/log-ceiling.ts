import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { LOG_GREW } from '../services/messages/events/store.ts';
import { createPool } from '../services/shared/database/pool.ts';
import { createLogger } from '../services/shared/logging/logger.ts';
import { MessageStore, type Post } from '../services/messages/messages/store.ts';
import { MESSAGE } from './load/requests.ts';

const SEND_LIMIT = 1_000_000;

export interface Writers {
  /** As many as there are replicas that write at once. */
  writers: number;
  batch: number;
  seconds: number;
  /** Connections that are notified of every batch: each replica has one. */
  listeners?: number;
}

/** Messages per second that the log takes on its own: only the database functions. */
export async function logCeiling(
  databaseUrl: string,
  { writers, batch, seconds, listeners = 0 }: Writers,
): Promise<number> {
  const listening = await Promise.all(Array.from({ length: listeners }, () => listen(databaseUrl)));
  const pool = createPool(databaseUrl, 'bench', createLogger('bench', 'warn'), writers);
  const writer = new MessageStore(pool, SEND_LIMIT);
  const begun = performance.now();
  const until = begun + seconds * 1000;
  let stored = 0;
  const write = async () => {
    const sub = randomUUID();
    while (performance.now() < until) {
      const results = await writer.post(Array.from({ length: batch }, () => post(sub)));
      if (results.some(({ outcome }) => outcome !== 'new')) throw new Error('The log did not take a message.');
      stored += batch;
    }
  };
  try {
    await Promise.all(Array.from({ length: writers }, write));
    return (stored / (performance.now() - begun)) * 1000;
  } finally {
    await Promise.all([pool, ...listening].map((each) => each.end()));
  }
}

async function listen(databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client(databaseUrl);
  await client.connect();
  await client.query(`LISTEN ${LOG_GREW}`);
  return client;
}

function post(sub: string): Post {
  return { id: randomUUID(), room: 'general', sub, username: 'Person-1', guest: true, message: MESSAGE };
}
