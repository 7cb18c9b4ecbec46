import { processNames } from '../../services/services.ts';
import { capture, DeployError } from './command.ts';
import { withConfigurationHash } from './configuration.ts';
import type { Tags } from './images.ts';
import type { Kubectl } from './kubectl.ts';
import { asList, parseManifests, type Manifest } from './manifests.ts';
import { withTaggedOverlay } from './overlay.ts';
import { NAMESPACE } from './constants.ts';
import { completeSecrets, readSecrets, RETIRED_KEY, secretManifests, type Secrets } from './secrets.ts';

/** The second one builds indexes while the new replicas run: nothing waits for it. */
const JOBS = ['database-bootstrap', 'message-indexes'];
const DEPLOYMENTS = [...processNames, 'frontend'];
const WAIT = '--timeout=180s';
/** Includes pulling the image at the first deployment. */
const WAIT_FOR_POSTGRES = '--timeout=600s';

/** Deploys the chat to a cluster, or updates it. */
export class Deployer {
  readonly #kubectl: Kubectl;
  readonly #log: (line: string) => void;

  /** @param log called with a line per step */
  constructor(kubectl: Kubectl, log: (line: string) => void = () => undefined) {
    this.#kubectl = kubectl;
    this.#log = log;
  }

  /** Prepares for an overlay: creates the namespace and Secrets, removes the old Jobs. Returns the Secrets. */
  async prepare(manifests: Manifest[]): Promise<Secrets> {
    await this.#apply(manifests.filter(({ kind }) => kind === 'Namespace'));
    const secrets = await this.#createSecrets();
    // A Job is immutable, and running it again is harmless.
    await this.#kubectl.here('delete', 'job', ...JOBS, '--ignore-not-found');
    return secrets;
  }

  #apply(manifests: Manifest[]): Promise<string> {
    return this.#kubectl.run(['apply', '--filename', '-'], asList(manifests));
  }

  /** Creates missing Secrets and keeps the others. Returns all, including values that an operator added. */
  async #createSecrets(): Promise<Secrets> {
    const existing = await this.#readSecrets();
    const secrets = completeSecrets(existing);
    const made = Object.keys(secrets).filter((name) => !(name in existing));
    this.#log(made.length > 0 ? `Creating the Secrets ${made.join(', ')}` : 'The Secrets are there: they stay');
    // Client-side `apply` would copy the values into an annotation.
    const apply = ['apply', '--server-side', '--force-conflicts', '--filename', '-'];
    await this.#kubectl.run(apply, secretManifests(secrets, NAMESPACE));
    for (const [name, values] of Object.entries(existing)) {
      if (!(RETIRED_KEY in values) || !(name in secrets)) continue;
      const patch = JSON.stringify({ data: { [RETIRED_KEY]: null } });
      await this.#kubectl.here('patch', 'secret', name, '--type=merge', `--patch=${patch}`);
    }
    return this.#readSecrets();
  }

  async #readSecrets(): Promise<Secrets> {
    return readSecrets(await this.#kubectl.here('get', 'secrets', '--output', 'json'));
  }

  /**
   * Sets the database administrator's password to the Secret's: a volume keeps the password that it was created with,
   * even if the Secrets were lost.
   */
  async #setDatabasePassword(secrets: Secrets): Promise<void> {
    const password = secrets['postgres']?.['POSTGRES_PASSWORD'] ?? '';
    // Keeps the statement, and errors that quote it, out of PostgreSQL's log.
    const quiet = "SET log_statement = 'none'; SET log_min_error_statement = 'panic';";
    const psql = ['psql', '--username=postgres', '--quiet', '--set=ON_ERROR_STOP=1'];
    await this.#kubectl.run(
      ['--namespace', NAMESPACE, 'exec', '--stdin', 'postgres-0', '--', ...psql],
      `${quiet} ALTER ROLE postgres PASSWORD '${password.replaceAll("'", "''")}';\n`,
    );
  }

  /** Applies an overlay with tagged images, the namespace and the database first. */
  async apply(overlay: string, tags: Tags): Promise<void> {
    const rendered = await render(overlay, tags);
    const secrets = await this.prepare(rendered);
    const manifests = withConfigurationHash(rendered, secrets);
    try {
      this.#log('Starting the database (the first start pulls its image)');
      await this.#apply(manifests.filter(({ kind }) => kind !== 'Deployment' && kind !== 'Job'));
      await this.#kubectl.here('rollout', 'status', 'statefulset/postgres', WAIT_FOR_POSTGRES);
      this.#log('Preparing the database');
      await this.#setDatabasePassword(secrets);
      await this.#apply(manifests.filter(({ kind }) => kind === 'Job'));
      await this.#kubectl.here('wait', '--for=condition=complete', 'job/database-bootstrap', WAIT);
      this.#log('Rolling out changes');
      await this.#apply(manifests.filter(({ kind }) => kind === 'Deployment'));
      for (const name of DEPLOYMENTS) {
        await this.#kubectl.here('rollout', 'status', `deployment/${name}`, WAIT);
        this.#log(`${name} is ready`);
      }
    } catch (error) {
      throw error instanceof DeployError ? new DeployError(`${await this.#whatIsWrong()}\n\n${error.message}`) : error;
    }
  }

  /** Diagnostics: the pods, Kubernetes' warnings, and the last log lines of unhealthy pods. */
  async #whatIsWrong(): Promise<string> {
    const look = (...args: string[]) => this.#kubectl.here(...args).catch((error: unknown) => String(error));
    const pods = await look('get', 'pods', '--output=wide');
    const warnings = await look('get', 'events', '--field-selector=type=Warning', '--sort-by=.lastTimestamp');
    const unwell = pods.split('\n').slice(1).flatMap(nameWhereUnwell);
    const logs = await Promise.all(
      unwell.slice(0, 4).map(async (pod) => `${pod}:\n${await look('logs', pod, '--tail=5')}`),
    );
    const last = (text: string) => text.trimEnd().split('\n').slice(-8).join('\n');
    return [pods.trimEnd(), last(warnings), ...logs.map((log) => log.trimEnd())].filter(Boolean).join('\n\n');
  }

  /** The images of each Deployment's current and, for a rollback, previous revision. */
  async imagesInUse(): Promise<Set<string>> {
    const { items } = JSON.parse(await this.#kubectl.here('get', 'replicasets', '--output', 'json')) as {
      items: ReplicaSet[];
    };
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
}

interface ReplicaSet {
  metadata: { annotations?: Record<string, string>; ownerReferences?: { name: string }[] };
  spec: { template: { spec: { containers: { image: string }[] } } };
}

/** The pod's name in a line of `kubectl get pods`, if it is unhealthy. */
function nameWhereUnwell(line: string): string[] {
  const [name, ready, status] = line.split(/\s+/);
  const [up, all] = ready?.split('/') ?? [];
  return !name || status === 'Completed' || up === all ? [] : [name];
}

/** An overlay's manifests with the images' tags. */
export async function render(overlay: string, tags: Tags): Promise<Manifest[]> {
  const text = await withTaggedOverlay(overlay, tags, (folder) => capture('kubectl', ['kustomize', folder]));
  return parseManifests(text);
}
