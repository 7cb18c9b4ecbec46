/** Two replicas of message-service with their own database, for one test file. */
import { randomUUID } from 'node:crypto';
import { after, before } from 'node:test';
import pg from 'pg';
import { authStandIn, type AuthStandIn } from '../../../testkit/auth-stand-in.ts';
import { createTestDatabase, type TestDatabase } from '../../../testkit/database.ts';
import { recordedLog, type RecordedLog } from '../../../testkit/log-lines.ts';
import { migrate } from '../../shared/database/migrate.ts';
import { createPool } from '../../shared/database/pool.ts';
import type { Caller } from '../../shared/caller.ts';
import { listen } from '../../shared/service/listen.ts';
import { createMessageService } from '../app.ts';
import { readConfig } from '../config.ts';
import { MessageStore } from '../messages/store.ts';
import { Person } from './person.ts';

export interface Replica {
  url: string;
  stop(): Promise<void>;
}

export interface Replicas {
  auth: AuthStandIn;
  database: TestDatabase;
  /** What all replicas log. */
  log: RecordedLog;
  /** The administrator's connections to the database. */
  admin: pg.Pool;
  url(replica: 0 | 1): string;
  /** A new user at the first or the second replica. */
  person(replica?: 0 | 1, parts?: Partial<Caller>): Person;
  /** Stores this many messages in one batch, bypassing the services. */
  fill(author: Person, count: number, message: string, room?: string): Promise<void>;
  /** Starts another replica with other settings; it is stopped at the end if it still runs. */
  start(variables?: Record<string, string>): Promise<Replica>;
}

/** Tests set the limits that they need themselves. */
const UNLIMITED = {
  SEND_LIMIT: '1000000',
  REQUEST_LIMIT: '1000000',
  MAX_STREAMS_PER_USER: '1000',
  MAX_STREAMS_OF_GUESTS_PER_ADDRESS: '5000',
  STREAM_LIMIT_PER_USER: '1000000',
  STREAM_LIMIT_PER_ADDRESS: '1000000',
};

export function replicasForTests(variables: Record<string, string> = {}): Replicas {
  const running = new Set<Replica>();
  let auth: AuthStandIn;
  let database: TestDatabase;
  let admin: pg.Pool;
  let fillerPool: pg.Pool;
  let filler: MessageStore;
  let urls: string[];
  const log = recordedLog();
  const { logger } = log;

  const start = async (more: Record<string, string> = {}) => {
    const config = readConfig({
      ...UNLIMITED,
      DATABASE_URL: database.urls.messages.url,
      AUTH_URL: auth.url,
      MESSAGES_PORT: '0',
      ...variables,
      ...more,
    });
    const service = await listen(await createMessageService({ config, logger }), config.host, config.port);
    const replica: Replica = {
      url: `http://127.0.0.1:${service.port}`,
      stop: async () => {
        if (running.delete(replica)) await service.stop();
      },
    };
    running.add(replica);
    return replica;
  };

  before(async () => {
    database = await createTestDatabase();
    auth = await authStandIn();
    admin = new pg.Pool({ connectionString: database.adminUrl, max: 2 });
    admin.on('error', () => undefined);
    fillerPool = createPool(database.urls.messages.url, 'test', logger, 1);
    filler = new MessageStore(fillerPool, 1_000_000);
    await migrate(database.urls.messages.migrationUrl, 'messages', new URL('../migrations/', import.meta.url), logger);
    urls = [(await start()).url, (await start()).url];
  });
  after(async () => {
    await Promise.all([...running].map((replica) => replica.stop()));
    await Promise.all([auth.stop(), admin.end(), fillerPool.end()]);
    await database.drop();
  });

  const url = (replica: 0 | 1) => {
    const found = urls[replica];
    if (found === undefined) throw new Error('no replica is running yet');
    return found;
  };
  return {
    get auth() {
      return auth;
    },
    get database() {
      return database;
    },
    log,
    get admin() {
      return admin;
    },
    url,
    person: (replica = 0, parts = {}) => new Person(url(replica), auth.login(parts)),
    fill: async ({ caller: { sub, username } }, count, message, room = 'general') => {
      const post = () => ({ id: randomUUID(), room, sub, username, guest: true, message });
      await filler.post(Array.from({ length: count }, post));
    },
    start,
  };
}
