import pg from 'pg';
import { nameKey } from '../../../services/shared/text/names.ts';
import { guest } from '../people.ts';
import type { Fixture } from '../fixture.ts';
import type { RequestSpec } from './scenario.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';

/**
 * A guest sets a password just while somebody else takes the lapsed name. To control the timing, the
 * name is locked until the guest waits for it, and taken before they get it.
 */
export async function takeNameMeanwhile(fixture: Fixture): Promise<RequestSpec> {
  const { username, token } = await guest(fixture);
  const key = nameKey(username);
  const locker = new pg.Client({ connectionString: fixture.databaseUrl });
  await locker.connect();
  await locker.query('BEGIN');
  await locker.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
  void somebodyWaits(locker)
    // If nobody waits the test fails by the response; the lock must be released in any case.
    .catch(() => undefined)
    .then(() => giveAway(locker, username, key))
    .finally(() => locker.end());
  return { token };
}

/** Resolves when a connection waits for this one. */
async function somebodyWaits(locker: pg.Client): Promise<void> {
  await waitUntil('somebody waits for the name', async () => {
    const { rowCount } = await locker.query(
      'SELECT FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))',
    );
    return rowCount !== 0;
  });
}

/** As a login does. */
async function giveAway(locker: pg.Client, username: string, key: string): Promise<void> {
  await locker.query('DELETE FROM auth.people WHERE name_key = $1', [key]);
  await locker.query(
    `INSERT INTO auth.people (sub, username, name_key, held_until)
     VALUES (gen_random_uuid(), $1, $2, now() + interval '1 minute')`,
    [username, key],
  );
  await locker.query('COMMIT');
}
