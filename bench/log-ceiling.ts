import { randomUUID } from 'node:crypto';
import { createPool } from '../services/shared/database/pool.ts';
import { createLogger } from '../services/shared/log.ts';
import { LogWriter, type Post } from '../services/messages/store/log-writer.ts';
import { MESSAGE } from './load/requests.ts';

const SEND_LIMIT = 1_000_000;

export interface Writers {
  /** As many as replicas would write at once. */
  writers: number;
  batch: number;
  seconds: number;
}

/** Messages a second that the log takes when nothing stands before it: only the functions of the database. */
export async function logCeiling(databaseUrl: string, { writers, batch, seconds }: Writers): Promise<number> {
  const pool = createPool(databaseUrl, 'bench', createLogger('bench', 'warn'), writers);
  const writer = new LogWriter(pool, SEND_LIMIT);
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
    await pool.end();
  }
}

function post(sub: string): Post {
  return { id: randomUUID(), room: 'general', sub, username: 'Person-1', guest: true, message: MESSAGE };
}
