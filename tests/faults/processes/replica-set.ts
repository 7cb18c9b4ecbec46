import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../../testkit/wait-until.ts';
import type { ClusterIp } from './cluster-ip.ts';
import type { Replica } from '../../../testkit/replica.ts';

/** Like preStop in Kubernetes: requests already on their way to a replica reach it before it is asked to stop. */
const PRE_STOP_MS = 300;
/** The delay before one that could not start (because PostgreSQL is down, for example) is started again. */
const RESTART_MS = 300;

/**
 * The replicas of a service: their number is kept whichever die, and they are replaced one after the other on request.
 */
export class ReplicaSet {
  readonly #spawn: () => Promise<Replica>;
  readonly #ip: ClusterIp;
  /** Oldest first. */
  readonly #ready = new Set<Replica>();
  readonly #running = new Set<Replica>();
  #replicas = 0;
  #stopping = false;

  constructor(spawn: () => Promise<Replica>, ip: ClusterIp) {
    this.#spawn = spawn;
    this.#ip = ip;
  }

  /** Excludes those that are being killed, even before that is known. */
  get ready(): Replica[] {
    return [...this.#ready].filter(({ killed }) => !killed);
  }

  async start(replicas: number): Promise<void> {
    this.#replicas = replicas;
    await Promise.all(Array.from({ length: replicas }, () => this.#add()));
  }

  /** A new one starts before an old one stops. */
  async roll(): Promise<void> {
    for (let count = 0; count < this.#replicas; count++) {
      await this.#add();
      await waitUntil('a replica is ready', () => this.ready.length > 0);
      await this.#retire();
    }
  }

  /** Resolves when all are ready, and no connection goes to a dead one. */
  async settled(): Promise<void> {
    const isSettled = () => this.#ready.size === this.#replicas && this.#ip.size === this.#replicas;
    await waitUntil('all replicas are ready', isSettled);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const replica of this.#running) replica.kill();
    await Promise.all([...this.#running].map((replica) => replica.exited()));
  }

  /** Resolves when one more is ready. */
  async #add(): Promise<void> {
    while (!this.#isStopping()) {
      const replica = await this.#spawn();
      this.#running.add(replica);
      void replica.exited().then(() => this.#running.delete(replica));
      if (this.#isStopping()) replica.kill();
      if (await replica.isReady()) {
        this.#open(replica);
        return;
      }
      await sleep(RESTART_MS * (0.5 + Math.random()));
    }
  }

  #open(replica: Replica): void {
    this.#ready.add(replica);
    this.#ip.add(replica.port);
    void replica.exited().then(async () => {
      if (!this.#ready.delete(replica) || this.#isStopping()) return;
      await this.#add();
      this.#ip.remove(replica.port);
    });
  }

  #isStopping(): boolean {
    return this.#stopping;
  }

  async #retire(): Promise<void> {
    const [oldest] = this.ready;
    if (!oldest) throw new Error('There is no replica to retire.');
    this.#ready.delete(oldest);
    this.#ip.remove(oldest.port);
    await sleep(PRE_STOP_MS);
    await oldest.stop();
  }
}
