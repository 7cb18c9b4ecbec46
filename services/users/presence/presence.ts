import type { Listener } from '../../shared/database/listener.ts';
import type { Logger } from '../../shared/logging/logger.ts';
import type { StreamRegistry } from '../../shared/streams/registry.ts';
import { PRESENCE_CHANGED, type Person, type Store } from '../store.ts';
import { Announcer, type LetGo } from './announcer.ts';
import { Directory, type Profile } from './directory.ts';
import { Follower } from './follower.ts';
import type { PresenceTiming } from './timing.ts';

export interface PresenceDependencies {
  store: Store;
  listener: Listener;
  streams: StreamRegistry;
  logger: Logger;
  timing: PresenceTiming;
}

/** The online state as known to a replica, and its announcements. */
export class Presence {
  readonly #directory = new Directory();
  readonly #announcer: Announcer;
  readonly #follower: Follower;
  readonly #logger: Logger;
  readonly #tickMs: number;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #failing = false;

  constructor({ store, listener, streams, logger, timing }: PresenceDependencies) {
    this.#announcer = new Announcer(store, timing);
    this.#follower = new Follower(store, this.#directory, (event) => streams.broadcast(event), timing.gather);
    this.#logger = logger;
    this.#tickMs = timing.tick;
    listener.on('notification', (channel) => {
      if (channel === PRESENCE_CHANGED) this.#follower.wake();
    });
    listener.on('down', () => this.#announcer.loseTouch());
    listener.on('up', () => {
      this.#follower.distrustCursor();
      // If it fails the next tick writes it.
      this.#announcer.holdAllAgain().catch(() => undefined);
    });
  }

  /** How many are online. */
  get count(): number {
    return this.#directory.count;
  }

  /** Reads who is online, and keeps that up to date from then on. */
  async start(): Promise<void> {
    await this.#tick();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#follower.stop();
    await this.#announcer.stop();
  }

  /**
   * A person holds one more stream, and the directory knows.
   * @returns to be called once, when the stream is closed
   */
  async hold(person: Person): Promise<LetGo> {
    const letGo = await this.#announcer.hold(person);
    try {
      await this.#follower.catchUp();
    } catch (error) {
      letGo();
      throw error;
    }
    return letGo;
  }

  /** The first event of a stream. */
  snapshot(): Buffer {
    return this.#directory.snapshot();
  }

  /** The first people in alphabetical order, from all replicas. */
  async first(limit: number): Promise<Profile[]> {
    await this.#follower.catchUp();
    return this.#directory.first(limit);
  }

  async #tick(): Promise<void> {
    await this.#announcer.tick();
    await this.#follower.catchUp();
  }

  /** Jitter: replicas that started together do not tick together. */
  #schedule(): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => void this.#tickOn(), this.#tickMs * (0.8 + Math.random() * 0.4));
  }

  async #tickOn(): Promise<void> {
    try {
      await this.#tick();
      if (this.#failing) this.#logger.info('presence is kept again');
      this.#failing = false;
    } catch (err) {
      // Logged once per outage, not once per second.
      if (!this.#failing && !this.#stopped) this.#logger.warn({ err }, 'presence cannot be kept now');
      this.#failing = true;
    }
    this.#schedule();
  }
}
