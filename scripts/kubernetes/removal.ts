import { setTimeout as delay } from 'node:timers/promises';
import { DeployError } from './command.ts';
import type { Kubectl } from './kubectl.ts';
import { NAMESPACE } from './constants.ts';

/** What `remove` deletes: everything that a deployment recreates, so neither volumes nor Secrets. */
const REMOVED =
  'deployments,statefulsets,jobs,services,configmaps,poddisruptionbudgets,networkpolicies,serviceaccounts,ingresses,horizontalpodautoscalers';
/** Longer than Minikube's provisioner takes to remove a volume, if it does so at all. */
const WAIT_FOR_VOLUME = '--timeout=30s';
/** Longer than the longest grace period. */
const PODS_GONE_MS = 120_000;
const PAUSE_MS = 1_000;

interface Volume {
  metadata: { name: string };
  spec: { claimRef?: { namespace: string }; hostPath?: { path: string } };
}

/** Removes the chat from a cluster. */
export class Removal {
  readonly #kubectl: Kubectl;
  readonly #log: (line: string) => void;

  /** @param log called with a line per step */
  constructor(kubectl: Kubectl, log: (line: string) => void) {
    this.#kubectl = kubectl;
    this.#log = log;
  }

  async isThere(): Promise<boolean> {
    const found = await this.#kubectl.run(['get', 'namespace', NAMESPACE, '--ignore-not-found', '--output=name']);
    return found.trim() !== '';
  }

  /** Removes the deployment. Keeps the volume and the Secrets, since the data is unusable without its Secrets. */
  async remove(): Promise<void> {
    await this.#kubectl.here('delete', REMOVED, '--selector', 'app.kubernetes.io/part-of=chat', '--ignore-not-found');
    await this.#podsGone();
  }

  /** Waits for the pods' graceful termination. Throws DeployError if they take too long. */
  async #podsGone(): Promise<void> {
    const deadline = Date.now() + PODS_GONE_MS;
    for (let reported = 0; ;) {
      const listed = await this.#kubectl.here('get', 'pods', '--selector=app.kubernetes.io/component', '--output=name');
      const pods = listed.split(/\s+/).filter(Boolean);
      if (pods.length === 0) return;
      if (Date.now() > deadline) throw new DeployError(`These pods do not terminate: ${pods.join(', ')}.`);
      if (pods.length !== reported)
        this.#log(pods.length === 1 ? '1 pod is terminating' : `${pods.length} pods are terminating`);
      reported = pods.length;
      await delay(PAUSE_MS);
    }
  }

  /**
   * Removes everything, including messages. Returns the folders of volumes whose data still exists: Minikube's
   * provisioner forgets its volumes at every start, and never removes those.
   */
  async removeAll(): Promise<string[]> {
    const volumes = await this.#volumes();
    await this.remove();
    this.#log('Removing the Secrets and the namespace');
    await this.#kubectl.run(['delete', 'namespace', NAMESPACE, '--ignore-not-found']);
    const left: string[] = [];
    for (const volume of volumes) {
      this.#log(`Removing the volume ${volume.metadata.name}`);
      left.push(...(await this.#removeVolume(volume)));
    }
    return left;
  }

  async #volumes(): Promise<Volume[]> {
    const { items } = JSON.parse(await this.#kubectl.run(['get', 'persistentvolumes', '--output', 'json'])) as {
      items: Volume[];
    };
    return items.filter(({ spec }) => spec.claimRef?.namespace === NAMESPACE);
  }

  async #removeVolume({ metadata: { name }, spec }: Volume): Promise<string[]> {
    const volume = `persistentvolume/${name}`;
    const gone = () =>
      this.#kubectl.run(['get', volume, '--ignore-not-found', '--output=name']).then((found) => !found);
    await this.#kubectl.run(['wait', '--for=delete', volume, WAIT_FOR_VOLUME]).catch(() => undefined);
    if (await gone()) return [];
    await this.#kubectl.run(['delete', volume, '--ignore-not-found', WAIT_FOR_VOLUME]);
    return spec.hostPath ? [spec.hostPath.path] : [];
  }
}
