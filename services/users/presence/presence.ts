import type { Listener } from '../../shared/database/listener.ts';
import type { Logger } from '../../shared/logging/logger.ts';
import type { StreamOpenings } from '../../shared/streams/open.ts';
import type { EventStream } from '../../shared/http/streaming/stream.ts';
import type { PreferenceStreams } from '../preferences/preference-streams.ts';
import type { Person } from '../person.ts';
import { LocalPresence, type RemoveStream } from './local-presence.ts';
import type { VisiblePeople } from '../visible-people.ts';
import { FilteredStreams } from './filtered-streams.ts';
import { OnlineUsers, type PresenceEvent, type Profile } from './online-users.ts';
import { PresenceStreams } from './presence-streams.ts';
import { PresenceReplica } from './presence-replica.ts';
import { PRESENCE_CHANGED, type PresenceStore } from './store.ts';
import type { PresenceTiming } from './timing.ts';

interface Following {
  store: PresenceStore;
  listener: Listener;
  logger: Logger;
  timing: PresenceTiming;
  /** Whom guests by invite see. */
  people: VisiblePeople;
}

/** Dependencies of the operations. */
export interface PresenceDependencies extends StreamOpenings {
  store: PresenceStore;
  presence: Presence;
  preferenceStreams: PreferenceStreams;
  people: VisiblePeople;
  timing: PresenceTiming;
}

/** Who is online: what this replica adds, and what it knows of all. */
export class Presence {
  readonly #users = new OnlineUsers();
  readonly #streams = new PresenceStreams();
  readonly #filtered: FilteredStreams;
  readonly #local: LocalPresence;
  readonly #replica: PresenceReplica;
  readonly #logger: Logger;
  readonly #tickMs: number;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #failing = false;

  constructor({ store, listener, logger, timing, people }: Following) {
    this.#filtered = new FilteredStreams(this.#users, people);
    this.#local = new LocalPresence(store, timing);
    this.#replica = new PresenceReplica(store, this.#users, (event) => this.#send(event), timing.gather);
    this.#logger = logger;
    this.#tickMs = timing.tick;
    listener.on('notification', (channel) => {
      if (channel === PRESENCE_CHANGED) this.#replica.wake();
    });
    listener.on('down', () => this.#local.loseContact());
    listener.on('up', () => {
      this.#replica.invalidateCursor();
      // If it fails the next tick writes it.
      this.#local.writeAllAgain().catch(() => undefined);
    });
  }

  /** How many are online. */
  get count(): number {
    return this.#users.count;
  }

  /** Reads who is online, and keeps that up to date from then on. */
  async start(): Promise<void> {
    await this.#tick();
    this.#schedule();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#replica.stop();
    await this.#local.stop();
  }

  /**
   * Adds a stream of a person, who is online from then on.
   * @returns to be called once, when the stream is closed
   */
  async addStream(person: Person): Promise<RemoveStream> {
    const removeStream = await this.#local.addStream(person);
    try {
      await this.#replica.catchUp();
    } catch (error) {
      removeStream();
      throw error;
    }
    return removeStream;
  }

  /**
   * Begins a stream of who is online.
   *
   * @param visible whom the person sees; undefined: everybody
   */
  begin(stream: EventStream, isDetailed: boolean, sub: string, visible: ReadonlySet<string> | undefined): void {
    if (visible) this.#filtered.add(stream, { sub, visible }, isDetailed);
    else this.#streams.add(stream, isDetailed, this.#users.snapshot());
  }

  /** How many are online, and the first of them in alphabetical order, from all replicas; of those who are visible. */
  async first(limit: number, visible: ReadonlySet<string> | undefined): Promise<{ people: Profile[]; count: number }> {
    await this.#replica.catchUp();
    return visible ? this.#users.firstOf(visible, limit) : { people: this.#users.first(limit), count: this.count };
  }

  #send(event: PresenceEvent): void {
    this.#streams.send(event);
    this.#filtered.send();
  }

  async #tick(): Promise<void> {
    this.#filtered.refresh();
    await this.#local.tick();
    await this.#replica.catchUp();
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
