import { parseAllDocuments, stringify } from 'yaml';
import { capture, run } from './command.ts';
import { withTaggedOverlay } from './overlay.ts';
import { NAMESPACE } from './places.ts';
import { completeSecrets, readSecrets, secretManifests } from './secrets.ts';

const DEPLOYMENTS = ['auth-service', 'message-service', 'user-service', 'frontend'];
const WAIT = '180s';

interface Manifest {
  kind: string;
  metadata: { name: string };
}

/** Every kubectl call of a deployment goes to one cluster. */
export class Deployer {
  readonly #program: string;
  readonly #first: string[];

  /** @param kubectl the program and its first arguments, which say which cluster */
  constructor([program, ...first]: [string, ...string[]]) {
    this.#program = program;
    this.#first = first;
  }

  #kubectl(args: string[], input?: string): Promise<void> {
    return run(this.#program, [...this.#first, ...args], input === undefined ? {} : { input });
  }

  #ask(args: string[]): Promise<string> {
    return capture(this.#program, [...this.#first, ...args]);
  }

  /** What comes before an overlay is applied: the namespace, the Secrets, and nothing in the way. */
  async prepare(manifests: Manifest[]): Promise<void> {
    await this.#apply(manifests.filter(({ kind }) => kind === 'Namespace'));
    await this.#createSecrets();
    // A Job cannot be changed, and running it again is harmless.
    await this.#kubectl(['--namespace', NAMESPACE, 'delete', 'job', 'database-bootstrap', '--ignore-not-found']);
  }

  #apply(manifests: Manifest[]): Promise<void> {
    return this.#kubectl(['apply', '--filename', '-'], manifests.map((each) => stringify(each)).join('---\n'));
  }

  /** Makes the Secrets that are missing and keeps the others. */
  async #createSecrets(): Promise<void> {
    const listed = await this.#ask(['--namespace', NAMESPACE, 'get', 'secrets', '--output', 'json']);
    const manifests = secretManifests(completeSecrets(readSecrets(listed)), NAMESPACE);
    // `apply` would repeat the values in an annotation.
    await this.#kubectl(['apply', '--server-side', '--force-conflicts', '--filename', '-'], manifests);
  }

  /** Applies an overlay, with the images under one tag; the namespace and the database come first. */
  async apply(overlay: string, tag: string): Promise<void> {
    const manifests = await render(overlay, tag);
    await this.prepare(manifests);
    await this.#apply(manifests.filter(({ kind }) => kind !== 'Deployment'));
    const wait = ['--namespace', NAMESPACE, `--timeout=${WAIT}`];
    await this.#kubectl([...wait, 'rollout', 'status', 'statefulset/postgres']);
    await this.#kubectl([...wait, 'wait', '--for=condition=complete', 'job/database-bootstrap']);
    await this.#apply(manifests.filter(({ kind }) => kind === 'Deployment'));
    for (const name of DEPLOYMENTS) await this.#kubectl([...wait, 'rollout', 'status', `deployment/${name}`]);
  }

  /** Removes what runs. The volume and the Secrets stay: one without the other would lock the data out. */
  async remove(): Promise<void> {
    const kinds =
      'deployments,statefulsets,jobs,services,configmaps,poddisruptionbudgets,networkpolicies,serviceaccounts,ingresses,horizontalpodautoscalers';
    const mine = ['--selector', 'app.kubernetes.io/part-of=chat', '--ignore-not-found'];
    await this.#kubectl(['--namespace', NAMESPACE, 'delete', kinds, ...mine]);
  }

  /** Removes everything, messages included. */
  async removeAll(): Promise<void> {
    await this.#kubectl(['delete', 'namespace', NAMESPACE, '--ignore-not-found']);
  }
}

/** An overlay's manifests, with the images' tag. */
export async function render(overlay: string, tag: string): Promise<Manifest[]> {
  const text = await withTaggedOverlay(overlay, tag, (folder) => capture('kubectl', ['kustomize', folder]));
  return parseAllDocuments(text).map((document) => document.toJS() as Manifest);
}
