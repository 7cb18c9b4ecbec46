import assert from 'node:assert/strict';
import type { Replicas } from './replicas.ts';

interface StoredMessage {
  text: string;
  deleted_at: Date | null;
}

/** The message's row in the database. */
export async function stored(replicas: Replicas, id: string): Promise<StoredMessage> {
  const { rows } = await replicas.admin.query<StoredMessage>(
    'SELECT text, deleted_at FROM messages.messages WHERE id = $1',
    [id],
  );
  assert.ok(rows[0]);
  return rows[0];
}
