import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { destroyConnection, endConnection } from './patches/pg-connection.ts';
import type { Logger } from '../logging/logger.ts';
import { ConfigError } from '../environment.ts';
import { connectionOptions } from './pool.ts';

const CANARY_INTERVAL_MS = 450;
/** A connection whose canary has not returned after this is dead: with the interval, detected within two seconds. */
const CANARY_TIMEOUT_MS = 1_300;
/** Longer at startup, since the process is busy; here a missing notification means a wrong configuration. */
const FIRST_CANARY_TIMEOUT_MS = 4_000;
const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 1_500;
const STOP_TIMEOUT_MS = 500;

interface ListenerEvents {
  notification: [channel: string, payload: string];
  /** Notifications may be missed from here on. */
  down: [];
  /** Notifications arrive (again). */
  up: [];
}

/**
 * A permanent LISTEN connection. It regularly sends itself a notification (the canary), so that a half-open connection
 * is detected within two seconds and replaced.
 */
export class Listener extends EventEmitter<ListenerEvents> {
  readonly #connectionString: string;
  readonly #channels: readonly string[];
  readonly #logger: Logger;
  readonly #canary = `canary_${randomBytes(6).toString('hex')}`;
  #client: pg.Client | undefined;
  #live = false;
  #stopped = false;
  /** When the oldest unanswered canary was sent. */
  #oldestUnanswered: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(connectionString: string, channels: readonly string[], logger: Logger) {
    super();
    this.#connectionString = connectionString;
    this.#channels = channels;
    this.#logger = logger;
  }

  /** Whether notifications currently arrive. */
  get live(): boolean {
    return this.#live;
  }

  /**
   * Connects, and checks that a notification from another connection arrives. Throws ConfigError if it does not, as
   * behind a transaction pooler.
   */
  async start(pool: pg.Pool): Promise<void> {
    await this.#connect();
    const arrived = new Promise<boolean>((resolve) => {
      this.once('up', () => resolve(true));
    });
    await pool.query('SELECT pg_notify($1, $2)', [this.#canary, 'start']);
    if (!(await Promise.race([arrived, wait(FIRST_CANARY_TIMEOUT_MS, false, { ref: false })]))) {
      await this.stop();
      throw new ConfigError(
        'DATABASE_URL loses notifications: it must be a direct connection, not a transaction pooler. Point it at PostgreSQL itself.',
      );
    }
    this.#schedule(CANARY_INTERVAL_MS);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    if (this.#client) await endConnection(this.#client, STOP_TIMEOUT_MS);
  }

  async #connect(): Promise<void> {
    const client = new pg.Client(connectionOptions(this.#connectionString, 'listener'));
    this.#client = client;
    client.on('error', () => this.#lost(client));
    client.on('end', () => this.#lost(client));
    client.on('notification', ({ channel, payload }) => this.#receive(channel, payload ?? ''));
    await client.connect();
    for (const channel of [this.#canary, ...this.#channels])
      await client.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    this.#oldestUnanswered = undefined;
  }

  #receive(channel: string, payload: string): void {
    if (channel !== this.#canary) {
      this.emit('notification', channel, payload);
      return;
    }
    this.#oldestUnanswered = undefined;
    if (this.#live) return;
    this.#live = true;
    this.emit('up');
  }

  #schedule(milliseconds: number, step: () => Promise<void> = () => this.#sendCanary()): void {
    if (this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void step(), milliseconds);
  }

  async #sendCanary(): Promise<void> {
    // If the event loop was blocked, read what has arrived before declaring the connection dead.
    await nextTurn();
    const client = this.#client;
    if (!client) return;
    const now = Date.now();
    if (this.#oldestUnanswered !== undefined && now - this.#oldestUnanswered > CANARY_TIMEOUT_MS) {
      this.#lost(client);
      return;
    }
    this.#oldestUnanswered ??= now;
    // Not awaited: a dead connection never answers, and the next check must still run.
    client.query('SELECT pg_notify($1, $2)', [this.#canary, '']).catch(() => this.#lost(client));
    this.#schedule(CANARY_INTERVAL_MS);
  }

  #lost(client: pg.Client): void {
    if (client !== this.#client || this.#stopped) return;
    this.#client = undefined;
    client.removeAllListeners('notification');
    destroyConnection(client);
    if (this.#live) {
      this.#live = false;
      this.#logger.warn('lost the notification connection');
      this.emit('down');
    }
    this.#schedule(RECONNECT_MIN_MS, () => this.#reconnect(RECONNECT_MIN_MS));
  }

  async #reconnect(waited: number): Promise<void> {
    try {
      await this.#connect();
      this.#schedule(0);
    } catch (err) {
      if (this.#client) destroyConnection(this.#client);
      this.#client = undefined;
      this.#logger.debug({ err }, 'could not reconnect for notifications; retrying');
      const next = Math.min(waited * 2, RECONNECT_MAX_MS) * (0.5 + Math.random() / 2);
      this.#schedule(next, () => this.#reconnect(next));
    }
  }
}
