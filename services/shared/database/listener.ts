import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { ConfigError } from '../environment.ts';
import type { Logger } from '../log.ts';
import { connectionOptions } from './pool.ts';

const CANARY_EVERY_MS = 450;
/** A connection whose canary has not come back after so long is dead: with the pauses between, found within two seconds. */
const CANARY_BACK_MS = 1_300;
/** At the start the process is busy, and what is looked for is a notification that never comes. */
const FIRST_CANARY_MS = 4_000;
const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 1_500;
const STOP_MS = 500;

interface ListenerEvents {
  notification: [channel: string, payload: string];
  /** Notifications may be missed from now on. */
  down: [];
  /** Notifications arrive (again). */
  up: [];
}

/**
 * A connection that LISTENs, for as long as the process runs. It sends itself a notification all the time (the canary):
 * a connection that only looks alive is found within two seconds and replaced.
 */
export class Listener extends EventEmitter<ListenerEvents> {
  readonly #connectionString: string;
  readonly #channels: readonly string[];
  readonly #logger: Logger;
  readonly #canary = `canary_${randomBytes(6).toString('hex')}`;
  #client: pg.Client | undefined;
  #live = false;
  #stopped = false;
  /** When the first canary was sent that has not come back. */
  #sungAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(connectionString: string, channels: readonly string[], logger: Logger) {
    super();
    this.#connectionString = connectionString;
    this.#channels = channels;
    this.#logger = logger;
  }

  /** Whether notifications arrive now. */
  get live(): boolean {
    return this.#live;
  }

  /**
   * Connects, and checks that a notification from another connection arrives: through a transaction pooler it does not.
   * Throws ConfigError then.
   */
  async start(pool: pg.Pool): Promise<void> {
    await this.#connect();
    const arrived = new Promise<boolean>((resolve) => {
      this.once('up', () => resolve(true));
    });
    await pool.query('SELECT pg_notify($1, $2)', [this.#canary, 'start']);
    if (!(await Promise.race([arrived, wait(FIRST_CANARY_MS, false, { ref: false })]))) {
      await this.stop();
      throw new ConfigError(
        'DATABASE_URL loses notifications: it must be a direct connection, not a transaction pooler. Point it at PostgreSQL itself.',
      );
    }
    this.#schedule(CANARY_EVERY_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const client = this.#client;
    if (!client) return;
    // A connection that fell silent would never take leave.
    const force = setTimeout(() => client.connection.stream.destroy(), STOP_MS);
    await client.end().catch(() => undefined);
    clearTimeout(force);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(connectionOptions(this.#connectionString, 'listener'));
    this.#client = client;
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ channel, payload }) => this.#hear(channel, payload ?? ''));
    await client.connect();
    for (const channel of [this.#canary, ...this.#channels])
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    this.#sungAt = undefined;
  }

  #hear(channel: string, payload: string): void {
    if (channel !== this.#canary) {
      this.emit('notification', channel, payload);
      return;
    }
    this.#sungAt = undefined;
    if (this.#live) return;
    this.#live = true;
    this.emit('up');
  }

  #schedule(milliseconds: number, step: () => Promise<void> = () => this.#sing()): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void step(), milliseconds);
  }

  async #sing(): Promise<void> {
    // After a time in which this process did nothing else, what has arrived is read before anything is called dead.
    await nextTurn();
    const client = this.#client;
    if (!client) return;
    const now = Date.now();
    if (this.#sungAt !== undefined && now - this.#sungAt > CANARY_BACK_MS) {
      this.#lost(client);
      return;
    }
    this.#sungAt ??= now;
    // Not awaited: a dead connection never answers, and the next turn must still look.
    client.query('SELECT pg_notify($1, $2)', [this.#canary, '']).catch(() => this.#lost(client));
    this.#schedule(CANARY_EVERY_MS);
  }

  #lost(client: pg.Client): void {
    if (client !== this.#client || this.#stopped) return;
    this.#client = undefined;
    client.removeAllListeners('notification');
    client.connection.stream.destroy();
    if (this.#live) {
      this.#live = false;
      this.#logger.warn('the connection for notifications is lost');
      this.emit('down');
    }
    this.#schedule(RECONNECT_MIN_MS, () => this.#reconnect(RECONNECT_MIN_MS));
  }

  async #reconnect(waited: number): Promise<void> {
    try {
      await this.#connect();
      this.#schedule(0);
    } catch (err) {
      this.#client?.connection.stream.destroy();
      this.#client = undefined;
      this.#logger.debug({ err }, 'cannot listen yet');
      const next = Math.min(waited * 2, RECONNECT_MAX_MS) * (0.5 + Math.random() / 2);
      this.#schedule(next, () => this.#reconnect(next));
    }
  }
}
