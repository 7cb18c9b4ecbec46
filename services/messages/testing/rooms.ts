/** Rooms and their members, changed by the functions of the database. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Person } from './person.ts';
import type { Replicas } from './replicas.ts';

export interface TestRoom {
  id: string;
  add(person: Person): Promise<void>;
  /** By the owner. */
  remove(person: Person): Promise<void>;
  /** Makes somebody an owner. */
  promote(person: Person): Promise<void>;
  rename(name: string): Promise<void>;
}

const AS_OWNER = ['{account}', '{private:owner,private:member}', '{private:owner}'];

/** A new private room. */
export async function createRoom(replicas: Replicas, { caller: owner }: Person): Promise<TestRoom> {
  const id = randomUUID();
  const call = async (text: string, values: unknown[], expected: string) => {
    const [row] = await runAsService<{ outcome: string }>(replicas, `SELECT ${text} AS outcome`, values);
    assert.equal(row?.outcome, expected);
  };
  await call(
    "create_room($1, 'private', 'A room', 'a room', '', $2, $3, 500)",
    [id, owner.sub, owner.username],
    'created',
  );
  return {
    id,
    add: ({ caller }) =>
      call(
        'add_member($1, $2, $3, false, $4, $5, $6, $7, 10000, 500)',
        [id, caller.sub, caller.username, owner.sub, ...AS_OWNER],
        'joined',
      ),
    remove: ({ caller }) =>
      call('(remove_member($1, $2, $3, $4, $5, $6)).outcome', [id, caller.sub, owner.sub, ...AS_OWNER], 'removed'),
    promote: ({ caller }) =>
      call("change_role($1, $2, 'owner', $3, $4, $5, $6)", [id, caller.sub, owner.sub, ...AS_OWNER], 'changed'),
    rename: (name) =>
      call('update_room($1, $2, $3, $4, $5, $6, $6, NULL, NULL)', [id, owner.sub, ...AS_OWNER, name], 'changed'),
  };
}

/** Runs a statement in the service's schema. */
export async function runAsService<Row extends pg.QueryResultRow>(
  { admin }: Replicas,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  const client = await admin.connect();
  try {
    await client.query('SET search_path TO messages');
    return (await client.query<Row>(text, values)).rows;
  } finally {
    client.release();
  }
}
