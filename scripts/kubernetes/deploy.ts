import { capture, DeployError } from './command.ts';
import type { Tags } from './images.ts';
import { asList, parseManifests, type Manifest } from './manifests.ts';
import { withTaggedOverlay } from './overlay.ts';
import { NAMESPACE } from './places.ts';
import { completeSecrets, readSecrets, secretManifests } from './secrets.ts';

const DEPLOYMENTS = ['auth-service', 'message-service', 'user-service', 'frontend'];
const WAIT = '--timeout=180s';
/** The first time its image is fetched too. */
const WAIT_FOR_POSTGRES = '--timeout=600s';
/** Less than the time in which a volume that is removed at all is gone. */
const WAIT_FOR_VOLUME = '--timeout=30s';
/** What `remove` takes away: all that is made anew, so neither volumes nor Secrets. */
const REMOVED =
  'deployments,statefulsets,jobs,services,configmaps,poddisruptionbudgets,networkpolicies,serviceaccounts,ingresses,horizontalpodautoscalers';

/** Every kubectl call of a deployment goes to one cluster. */
export class Deployer {
  readonly #program: string;
  readonly #first: string[];
  readonly #tell: (line: string) => void;

  /**
   * @param kubectl the program and its first arguments, which say which cluster
   * @param tell gets a line for each step
   */
  constructor([program, ...first]: [string, ...string[]], tell: (line: string) => void = () => undefined) {
    this.#program = program;
    this.#first = first;
    this.#tell = tell;
  }

  #kubectl(args: string[], input = ''): Promise<string> {
    return capture(this.#program, [...this.#first, ...args], { input });
  }

  #here(...args: string[]): Promise<string> {
    return this.#kubectl(['--namespace', NAMESPACE, ...args]);
  }

  async isThere(): Promise<boolean> {
    const found = await this.#kubectl(['get', 'namespace', NAMESPACE, '--ignore-not-found', '--output=name']);
    return found.trim() !== '';
  }

  /** What comes before an overlay is applied: the namespace, the Secrets, and nothing in the way. */
  async prepare(manifests: Manifest[]): Promise<void> {
    await this.#apply(manifests.filter(({ kind }) => kind === 'Namespace'));
    await this.#createSecrets();
    // A Job cannot be changed, and running it again is harmless.
    await this.#here('delete', 'job', 'database-bootstrap', '--ignore-not-found');
  }

  #apply(manifests: Manifest[]): Promise<string> {
    return this.#kubectl(['apply', '--filename', '-'], asList(manifests));
  }

  /** Makes the Secrets that are missing and keeps the others. */
  async #createSecrets(): Promise<void> {
    const existing = readSecrets(await this.#here('get', 'secrets', '--output', 'json'));
    const secrets = completeSecrets(existing);
    const made = Object.keys(secrets).filter((name) => !(name in existing));
    this.#tell(made.length > 0 ? `Making the Secrets ${made.join(', ')}` : 'The Secrets are there: they stay');
    // `apply` would repeat the values in an annotation.
    const apply = ['apply', '--server-side', '--force-conflicts', '--filename', '-'];
    await this.#kubectl(apply, secretManifests(secrets, NAMESPACE));
  }

  /** Applies an overlay, with the images under their tags; the namespace and the database come first. */
  async apply(overlay: string, tags: Tags): Promise<void> {
    const manifests = await render(overlay, tags);
    await this.prepare(manifests);
    try {
      this.#tell('Starting the database; the first time its image is fetched');
      await this.#apply(manifests.filter(({ kind }) => kind !== 'Deployment' && kind !== 'Job'));
      await this.#here('rollout', 'status', 'statefulset/postgres', WAIT_FOR_POSTGRES);
      this.#tell('Preparing the database');
      await this.#apply(manifests.filter(({ kind }) => kind === 'Job'));
      await this.#here('wait', '--for=condition=complete', 'job/database-bootstrap', WAIT);
      this.#tell('Rolling out what changed');
      await this.#apply(manifests.filter(({ kind }) => kind === 'Deployment'));
      for (const name of DEPLOYMENTS) {
        await this.#here('rollout', 'status', `deployment/${name}`, WAIT);
        this.#tell(`${name} is ready`);
      }
    } catch (error) {
      throw error instanceof DeployError ? new DeployError(`${await this.#whatIsWrong()}\n\n${error.message}`) : error;
    }
  }

  /** What a person looks at first: the pods, what Kubernetes warns of, and what those that are not well said last. */
  async #whatIsWrong(): Promise<string> {
    const look = (...args: string[]) => this.#here(...args).catch((error: unknown) => String(error));
    const pods = await look('get', 'pods', '--output=wide');
    const warnings = await look('get', 'events', '--field-selector=type=Warning', '--sort-by=.lastTimestamp');
    const unwell = pods.split('\n').slice(1).flatMap(nameWhereUnwell);
    const logs = await Promise.all(
      unwell.slice(0, 4).map(async (pod) => `${pod}:\n${await look('logs', pod, '--tail=5')}`),
    );
    const last = (text: string) => text.trimEnd().split('\n').slice(-8).join('\n');
    return [pods.trimEnd(), last(warnings), ...logs.map((log) => log.trimEnd())].filter(Boolean).join('\n\n');
  }

  /** The images of each Deployment as it is and, for a rollback, as it was before. */
  async imagesInUse(): Promise<Set<string>> {
    const { items } = JSON.parse(await this.#here('get', 'replicasets', '--output', 'json')) as { items: ReplicaSet[] };
    const revision = ({ metadata }: ReplicaSet) => Number(metadata.annotations?.['deployment.kubernetes.io/revision']);
    const newestFirst = items.sort((one, other) => revision(other) - revision(one));
    const images = new Map<string, Set<string>>();
    for (const { metadata, spec } of newestFirst) {
      const owner = metadata.ownerReferences?.[0]?.name ?? '';
      const known = images.get(owner) ?? new Set();
      if (known.size < 2) spec.template.spec.containers.forEach(({ image }) => known.add(image));
      images.set(owner, known);
    }
    return new Set([...images.values()].flatMap((each) => [...each]));
  }

  /** Removes what runs. The volume and the Secrets stay: one without the other would lock the data out. */
  async remove(): Promise<void> {
    await this.#here('delete', REMOVED, '--selector', 'app.kubernetes.io/part-of=chat', '--ignore-not-found');
  }

  /**
   * Removes everything, messages included. Gives the folders of the volumes whose data is still there: Minikube's
   * provisioner forgets at its every start which volumes it has made, and never removes those.
   */
  async removeAll(): Promise<string[]> {
    const volumes = await this.#volumes();
    await this.#kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found']);
    const left: string[] = [];
    for (const volume of volumes) left.push(...(await this.#removeVolume(volume)));
    return left;
  }

  async #volumes(): Promise<Volume[]> {
    const { items } = JSON.parse(await this.#kubectl(['get', 'persistentvolumes', '--output', 'json'])) as {
      items: Volume[];
    };
    return items.filter(({ spec }) => spec.claimRef?.namespace === NAMESPACE);
  }

  async #removeVolume({ metadata: { name }, spec }: Volume): Promise<string[]> {
    const volume = `persistentvolume/${name}`;
    const gone = () => this.#kubectl(['get', volume, '--ignore-not-found', '--output=name']).then((found) => !found);
    await this.#kubectl(['wait', '--for=delete', volume, WAIT_FOR_VOLUME]).catch(() => undefined);
    if (await gone()) return [];
    await this.#kubectl(['delete', volume, '--ignore-not-found', WAIT_FOR_VOLUME]);
    return spec.hostPath ? [spec.hostPath.path] : [];
  }
}

interface Volume {
  metadata: { name: string };
  spec: { claimRef?: { namespace: string }; hostPath?: { path: string } };
}

interface ReplicaSet {
  metadata: { annotations?: Record<string, string>; ownerReferences?: { name: string }[] };
  spec: { template: { spec: { containers: { image: string }[] } } };
}

/** In a line of `kubectl get pods`: the pod's name, unless all is well with it. */
function nameWhereUnwell(line: string): string[] {
  const [name, ready, status] = line.split(/\s+/);
  const [up, all] = ready?.split('/') ?? [];
  return !name || status === 'Completed' || up === all ? [] : [name];
}

/** An overlay's manifests, with the images' tags. */
export async function render(overlay: string, tags: Tags): Promise<Manifest[]> {
  const text = await withTaggedOverlay(overlay, tags, (folder) => capture('kubectl', ['kustomize', folder]));
  return parseManifests(text);
}
