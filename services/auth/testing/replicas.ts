/** Two replicas with their own database, for one test file. */
import { after, before } from 'node:test';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { recordedLog, type RecordedLog } from '../../../testkit/log-lines.ts';
import type { Client } from './client.ts';
import { Clock, migrateAuth, startReplica, type Replica, type ReplicaOptions } from './replica.ts';

export const PASSWORD = 'correct horse battery staple';

export interface Replicas {
  clock: Clock;
  /** A new browser at the first or the second replica. */
  browser: (replica?: 0 | 1) => Client;
  /** A browser at the first replica with a new account, whose password is PASSWORD. */
  account: (username: string) => Promise<Client>;
  /** Starts another replica with other settings; it is stopped at the end too. */
  another: (options: ReplicaOptions) => Promise<Replica>;
  /** Runs SQL as the administrator, for what no operation shows. */
  sql: <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** What all replicas log. */
  log: RecordedLog;
  /** The service's connection URL. */
  url: () => string;
}

export function replicasForTests(): Replicas {
  const clock = new Clock();
  const log = recordedLog();
  const running: Replica[] = [];
  let database: TestDatabase;
  let admin: pg.Client;
  const start = async (options: ReplicaOptions) => {
    const replica = await startReplica(database, { clock, logger: log.logger, ...options });
    running.push(replica);
    return replica;
  };
  before(async () => {
    database = await createTestDatabase();
    await migrateAuth(database);
    admin = new pg.Client({ connectionString: database.adminUrl });
    await admin.connect();
    await start({});
    await start({});
  });
  after(async () => {
    await Promise.all(running.map((replica) => replica.stop()));
    await admin.end();
    await database.drop();
  });
  const browser = (replica: 0 | 1 = 0) => {
    const chosen = running[replica];
    if (!chosen) throw new Error('no replica is running yet');
    return chosen.client();
  };
  return {
    clock,
    browser,
    account: async (username) => {
      const client = browser();
      await client.login(username);
      await client.setPassword(PASSWORD);
      return client;
    },
    another: start,
    sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await admin.query<Row>(text, values)).rows,
    log,
    url: () => database.urls.auth.url,
  };
}
