import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { nameKey } from '../../../services/shared/names.ts';
import { guest, logIn } from '../people.ts';
import type { World } from '../world.ts';
import type { Plan } from './scenario.ts';

const TIMEOUT_MS = 3_000;

/**
 * A guest sets a password just while somebody else takes the name, which has lapsed. To make sure of the moment the
 * name is locked until first the newcomer, then the guest waits for it.
 */
export async function takeNameMeanwhile(world: World): Promise<Plan> {
  const { username, token } = await guest(world);
  const locker = new pg.Client({ connectionString: world.databaseUrl });
  await locker.connect();
  await locker.query(`UPDATE auth.people SET held_until = now() - interval '1 minute' WHERE username = $1`, [username]);
  await locker.query('BEGIN');
  await locker.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [nameKey(username)]);
  const newcomer = logIn(world, username);
  await waiting(locker, 1);
  void waiting(locker, 2)
    // Where nobody comes the test fails by the answer; the lock must go in any case.
    .catch(() => undefined)
    .then(() => locker.query('COMMIT'))
    .then(() => Promise.allSettled([newcomer]))
    .then(() => locker.end());
  return { token };
}

/** Resolves when so many connections wait for this one. */
async function waiting(locker: pg.Client, wanted: number): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (Date.now() < deadline) {
    const { rows } = await locker.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))',
    );
    if (rows.length >= wanted) return;
    await sleep(10);
  }
  throw new Error(`No ${wanted} connections wait for the name.`);
}
