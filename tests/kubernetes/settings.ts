import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** Runs kubectl in the product's namespace and returns its output. Rejects if it fails. */
export type Kubectl = (...args: string[]) => Promise<string>;

/** Environment variables by Deployment; undefined removes one. */
export type Settings = Record<string, Record<string, string | undefined>>;

interface Deployment {
  spec: { template: { spec: { containers: { env?: { name: string; value?: string }[] }[] } } };
}

/** Timeout per rollout; the longest happens while replicas are being killed. */
const ROLLOUT = '--timeout=400s';
const TRIES = 5;
const PAUSE_MS = 1_000;

/**
 * Sets variables on Deployments, as an operator does, and waits until every replica has them. Returns a function that
 * reverts this; if it fails or is aborted, it has already been reverted.
 */
export async function changeSettings(
  kubectl: Kubectl,
  settings: Settings,
  signal?: AbortSignal,
): Promise<() => Promise<void>> {
  const before = await readSettings(kubectl, settings);
  // Ctrl-C in the terminal ends kubectl too: then report the abort, not kubectl's failure.
  const explain = (error: unknown): never => {
    signal?.throwIfAborted();
    throw error;
  };
  const undo = async () => {
    await writeSettings((...args) => insistently(() => kubectl(...args)), before);
    await allRolledOut(kubectl, Object.keys(before)).catch(explain);
  };
  try {
    await writeSettings(kubectl, settings, signal);
    await allRolledOut(kubectl, Object.keys(settings), signal);
  } catch (error) {
    await undo();
    explain(error);
  }
  return undo;
}

/** Rejects immediately if aborted; the rollout continues. */
export async function rolledOut(kubectl: Kubectl, what: string, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  const over = new AbortController();
  const aborted = signal && once(signal, 'abort', { signal: over.signal }).then(() => signal.throwIfAborted());
  try {
    await Promise.race([kubectl('rollout', 'status', what, ROLLOUT), ...(aborted ? [aborted] : [])]);
  } finally {
    over.abort();
  }
}

export async function allRolledOut(
  kubectl: Kubectl,
  deployments: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  for (const deployment of deployments) await rolledOut(kubectl, `deployment/${deployment}`, signal);
}

/** For reverting changes: retries if a second Ctrl-C or a closed terminal interrupts kubectl. */
export async function insistently<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES) throw error;
    }
    await sleep(PAUSE_MS * (0.5 + Math.random()));
  }
}

/**
 * The current values of these variables. One that already has the value to be set is left over from a killed run, since
 * operators use ConfigMaps and Secrets: it counts as unset, and is removed in the end.
 */
async function readSettings(kubectl: Kubectl, settings: Settings): Promise<Settings> {
  const entries = Object.entries(settings).map(async ([deployment, values]) => {
    const found = JSON.parse(await kubectl('get', 'deployment', deployment, '--output=json')) as Deployment;
    const env = found.spec.template.spec.containers.flatMap((container) => container.env ?? []);
    const valueOf = (name: string) => env.find((each) => each.name === name)?.value;
    const before = Object.entries(values).map(([name, value]) => {
      const now = valueOf(name);
      return [name, now === value ? undefined : now];
    });
    return [deployment, Object.fromEntries(before) as Settings[string]] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function writeSettings(kubectl: Kubectl, settings: Settings, signal?: AbortSignal): Promise<void> {
  for (const [deployment, values] of Object.entries(settings)) {
    signal?.throwIfAborted();
    const changes = Object.entries(values).map(([name, value]) =>
      value === undefined ? `${name}-` : `${name}=${value}`,
    );
    await kubectl('set', 'env', `deployment/${deployment}`, ...changes);
  }
}
