import { perService, type ServiceName } from '../../services/services.ts';
import { THIS_CHECKOUT } from '../../testkit/replica.ts';

/** Decides which release the next replica of a service runs. */
export class Mixture {
  readonly #old: string;
  readonly #started = perService(() => 0);
  #phase: 'old' | 'mixed' | 'new' = 'old';
  /** Replicas of each release that were started while both ran. */
  readonly started = { old: 0, new: 0 };

  constructor(old: string) {
    this.#old = old;
  }

  /** From now on replicas of both releases are started in turn. */
  mix(): void {
    this.#phase = 'mixed';
  }

  finish(): void {
    this.#phase = 'new';
  }

  checkoutOf(service: ServiceName): string {
    if (this.#phase === 'old') return this.#old;
    if (this.#phase === 'new') return THIS_CHECKOUT;
    const release = this.#started[service]++ % 2 === 0 ? 'new' : 'old';
    this.started[release]++;
    return release === 'new' ? THIS_CHECKOUT : this.#old;
  }
}
