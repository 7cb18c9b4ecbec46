import { setTimeout as delay } from 'node:timers/promises';
import { DeployError } from './command.ts';
import type { Kubectl } from './kubectl.ts';
import { NAMESPACE } from './places.ts';

/** What `remove` takes away: all that is made anew, so neither volumes nor Secrets. */
const REMOVED =
  'deployments,statefulsets,jobs,services,configmaps,poddisruptionbudgets,networkpolicies,serviceaccounts,ingresses,horizontalpodautoscalers';
/** Less than the time in which a volume that is removed at all is gone. */
const WAIT_FOR_VOLUME = '--timeout=30s';
/** More than the longest grace period. */
const PODS_GONE_MS = 120_000;
const PAUSE_MS = 1_000;

interface Volume {
  metadata: { name: string };
  spec: { claimRef?: { namespace: string }; hostPath?: { path: string } };
}

/** Takes the chat away from a cluster. */
export class Removal {
  readonly #kubectl: Kubectl;
  readonly #tell: (line: string) => void;

  /** @param tell gets a line for each step */
  constructor(kubectl: Kubectl, tell: (line: string) => void) {
    this.#kubectl = kubectl;
    this.#tell = tell;
  }

  async isThere(): Promise<boolean> {
    const found = await this.#kubectl.run(['get', 'namespace', NAMESPACE, '--ignore-not-found', '--output=name']);
    return found.trim() !== '';
  }

  /** Removes what runs. The volume and the Secrets stay: one without the other would lock the data out. */
  async remove(): Promise<void> {
    await this.#kubectl.here('delete', REMOVED, '--selector', 'app.kubernetes.io/part-of=chat', '--ignore-not-found');
    await this.#podsGone();
  }

  /** They end what is under way. Throws DeployError if they take too long. */
  async #podsGone(): Promise<void> {
    const deadline = Date.now() + PODS_GONE_MS;
    for (let told = 0; ;) {
      const listed = await this.#kubectl.here('get', 'pods', '--selector=app.kubernetes.io/component', '--output=name');
      const pods = listed.split(/\s+/).filter(Boolean);
      if (pods.length === 0) return;
      if (Date.now() > deadline) throw new DeployError(`These pods do not end: ${pods.join(', ')}.`);
      if (pods.length !== told) this.#tell(pods.length === 1 ? '1 pod is ending' : `${pods.length} pods are ending`);
      told = pods.length;
      await delay(PAUSE_MS);
    }
  }

  /**
   * Removes everything, messages included. Gives the folders of the volumes whose data is still there: Minikube's
   * provisioner forgets at its every start which volumes it has made, and never removes those.
   */
  async removeAll(): Promise<string[]> {
    const volumes = await this.#volumes();
    await this.remove();
    this.#tell('Removing the Secrets and the namespace');
    await this.#kubectl.run(['delete', 'namespace', NAMESPACE, '--ignore-not-found']);
    const left: string[] = [];
    for (const volume of volumes) {
      this.#tell(`Removing the volume ${volume.metadata.name}`);
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
