/** Runs kubectl in the product's namespace and gives what it printed. Rejects when it fails. */
export type Kubectl = (...args: string[]) => Promise<string>;

/** Environment variables by the name of the Deployment that gets them; undefined takes one away. */
export type Settings = Record<string, Record<string, string | undefined>>;

interface Deployment {
  spec: { template: { spec: { containers: { env?: { name: string; value?: string }[] }[] } } };
}

/** For one rollout: the longest is while replicas are being killed. */
const ROLLOUT = '--timeout=400s';

/** Sets variables openly, as an operator does, and waits until every replica has them. Gives what undoes it. */
export async function changeSettings(kubectl: Kubectl, settings: Settings): Promise<() => Promise<void>> {
  const before = await readSettings(kubectl, settings);
  const undo = () => writeSettings(kubectl, before);
  try {
    await writeSettings(kubectl, settings);
  } catch (error) {
    await undo();
    throw error;
  }
  return undo;
}

export function rolledOut(kubectl: Kubectl, what: string): Promise<string> {
  return kubectl('rollout', 'status', what, ROLLOUT);
}

/** The values that these variables have now. */
async function readSettings(kubectl: Kubectl, settings: Settings): Promise<Settings> {
  const entries = Object.entries(settings).map(async ([deployment, values]) => {
    const found = JSON.parse(await kubectl('get', 'deployment', deployment, '--output=json')) as Deployment;
    const env = found.spec.template.spec.containers.flatMap((container) => container.env ?? []);
    const valueOf = (name: string) => env.find((each) => each.name === name)?.value;
    return [deployment, Object.fromEntries(Object.keys(values).map((name) => [name, valueOf(name)]))] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function writeSettings(kubectl: Kubectl, settings: Settings): Promise<void> {
  for (const [deployment, values] of Object.entries(settings)) {
    const changes = Object.entries(values).map(([name, value]) =>
      value === undefined ? `${name}-` : `${name}=${value}`,
    );
    await kubectl('set', 'env', `deployment/${deployment}`, ...changes);
  }
  for (const deployment of Object.keys(settings)) await rolledOut(kubectl, `deployment/${deployment}`);
}
