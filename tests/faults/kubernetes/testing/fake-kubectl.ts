import type { Kubectl } from '../../../kubernetes/settings.ts';

interface FakeDeployment {
  image: string;
  env: Record<string, string>;
}

/** Stands in for kubectl, with the little of a cluster that the tests change: each Deployment's image and variables. */
export class FakeKubectl {
  readonly deployments: Map<string, FakeDeployment>;
  /** The commands that changed something or waited for it. */
  readonly commands: string[] = [];
  /** Called before each of these, with its arguments; the command fails if this rejects. */
  before: (command: string) => unknown = () => undefined;

  constructor(names: readonly string[]) {
    this.deployments = new Map(names.map((name) => [name, { image: `chat/${name}:1`, env: {} }]));
  }

  readonly run: Kubectl = async (verb = '', what = '', ...words) => {
    if (verb === 'get') return this.#get(words[0] ?? '', words.at(-1) ?? '');
    const command = [verb, what, ...words].join(' ');
    this.commands.push(command);
    await this.before(command);
    const [target = '', ...changes] = words;
    const deployment = this.#find(target.replace('deployment/', ''));
    if (what === 'image') deployment.image = changes[0]?.split('=')[1] ?? '';
    if (what === 'env') changes.forEach((change) => setVariable(deployment.env, change));
    return '';
  };

  #get(name: string, output: string): string {
    const { image, env } = this.#find(name);
    if (output.includes('jsonpath')) return image;
    const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
    return JSON.stringify({ spec: { template: { spec: { containers: [{ image, env: variables }] } } } });
  }

  #find(name: string): FakeDeployment {
    const found = this.deployments.get(name);
    if (!found) throw new Error(`deployments.apps "${name}" not found`);
    return found;
  }
}

/** NAME=VALUE, or NAME- to remove it. */
function setVariable(env: Record<string, string>, change: string): void {
  const [name = '', value] = change.split('=');
  if (value === undefined) Reflect.deleteProperty(env, name.slice(0, -1));
  else env[name] = value;
}
