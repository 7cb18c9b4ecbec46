import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { waitUntil } from '../../../testkit/wait-until.ts';
import { buildIndexes, type Index } from './indexes.ts';
import { NotReadyError } from './retry.ts';

const INDEX: Index = { name: 'fruit_by_colour', table: 'fruit', columns: 'colour, name' };

describe('buildIndexes', () => {
  let database: TestDatabase;
  let admin: pg.Pool;

  before(async () => {
    database = await createTestDatabase();
    admin = new pg.Pool({ connectionString: database.adminUrl, max: 4 });
    admin.on('error', () => undefined);
    const owner = new pg.Client(database.urls.users.migrationUrl);
    await owner.connect();
    await owner.query('CREATE TABLE fruit (name text PRIMARY KEY, colour text)');
    await owner.end();
  });
  beforeEach(() => admin.query('DROP INDEX IF EXISTS users.fruit_by_colour'));
  after(async () => {
    await admin.end();
    await database.drop();
  });

  const build = (signal?: AbortSignal) =>
    buildIndexes(database.urls.users.migrationUrl, 'users', [INDEX], signal ? { signal } : {});

  /** Undefined if the index does not exist. */
  async function isValid(): Promise<boolean | undefined> {
    const { rows } = await admin.query<{ indisvalid: boolean }>(
      "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('users.fruit_by_colour')",
    );
    return rows[0]?.indisvalid;
  }

  async function builders(): Promise<number[]> {
    const { rows } = await admin.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'users indexes' AND query LIKE 'CREATE INDEX%'
         AND wait_event_type = 'Lock'`,
    );
    return rows.map(({ pid }) => pid);
  }

  /** Runs work while a build waits for a transaction that began before it. */
  async function duringBuild(
    work: (building: Promise<string[]>) => Promise<void>,
    signal?: AbortSignal,
  ): Promise<void> {
    const transaction = await admin.connect();
    try {
      await transaction.query("BEGIN; DELETE FROM users.fruit WHERE name = 'none'");
      const building = build(signal);
      building.catch(() => undefined);
      await waitUntil('the build waits', async () => (await builders()).length === 1);
      await work(building);
    } finally {
      await transaction.query('COMMIT');
      transaction.release();
    }
  }

  it('builds what is missing, once', async () => {
    assert.deepEqual(await build(), [INDEX.name]);
    assert.equal(await isValid(), true);
    assert.deepEqual(await build(), []);
  });

  it('blocks no writer while it waits for older transactions', async () => {
    let building: Promise<string[]> | undefined;
    await duringBuild(async (waiting) => {
      building = waiting;
      await admin.query("INSERT INTO users.fruit VALUES ('plum', 'blue'), ('cherry', 'red')");
      assert.notEqual(await isValid(), true);
    });
    assert.deepEqual(await building, [INDEX.name]);
    assert.equal(await isValid(), true);
  });

  it('does not wait for another process that builds', async () => {
    let building: Promise<string[]> | undefined;
    await duringBuild(async (waiting) => {
      building = waiting;
      await assert.rejects(
        build(),
        (error) => error instanceof NotReadyError && /^Another process/.test(error.message),
      );
    });
    assert.deepEqual(await building, [INDEX.name]);
  });

  it('replaces what a killed build left invalid', async () => {
    await duringBuild(async (building) => {
      const [pid] = await builders();
      await admin.query('SELECT pg_terminate_backend($1)', [pid]);
      await assert.rejects(building, NotReadyError);
    });
    assert.equal(await isValid(), false);
    assert.deepEqual(await build(), [INDEX.name]);
    assert.equal(await isValid(), true);
  });

  it('gives up at once when it is told to', async () => {
    const stopping = new AbortController();
    await duringBuild(async (building) => {
      stopping.abort();
      await assert.rejects(building);
      const [pid] = await builders();
      await admin.query('SELECT pg_terminate_backend($1)', [pid]);
    }, stopping.signal);
    await assert.rejects(build(stopping.signal), { name: 'AbortError' });
  });
});
