import type { ServiceName } from '../../services/services.ts';
import type { Random } from './random.ts';

/**
 * The running product: two replicas of each service behind the gateway. The stories know nothing else of it, so that
 * the same ones run on processes and on Kubernetes.
 */
export interface Deployment {
  /** The gateway. */
  readonly url: string;
  /** Each replica of a service that is ready, by its own address. */
  replicas(service: ServiceName): Promise<string[]>;
  /**
   * Kills by SIGKILL one that can be spared, of any service unless some are named; another one replaces it. Returns the
   * name of the killed one, if any.
   */
  killRandomReplica(random: Random, services?: readonly ServiceName[]): Promise<string | undefined>;
  /** Identifies one start of PostgreSQL. */
  databaseStart(): Promise<string>;
  /** Resolves once it takes connections again. */
  restartDatabase(): Promise<void>;
  /** Replaces all replicas of all services, gracefully, one after the other. Rejects if one was not replaced. */
  rollingRestart(): Promise<void>;
  /** Resolves when all replicas are ready again. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * The replicas that may be killed: not the last ready one of its service. With one kill per second none would be left
 * if a new one takes some seconds to start.
 */
export function spareable<Replica>(readyOfServices: readonly (readonly Replica[])[]): Replica[] {
  return readyOfServices.filter(({ length }) => length > 1).flat();
}
