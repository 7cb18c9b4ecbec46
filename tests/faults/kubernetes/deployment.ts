import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { processNames } from '../../../local/services.ts';
import { services } from '../../../services/bootstrap/bootstrap.ts';
import { RAISED_LIMITS, spareable, type Deployment } from '../deployment.ts';
import { pick } from '../random.ts';

const NAMESPACE = 'chat';
const GATEWAY = 'http://127.0.0.1:30080';
const PORTS = { messages: 5001, users: 5002 };
const APPS = services.map((service) => processNames[service]);
/** For one command; a rollout takes the longest while its replicas are being killed. */
const TIMEOUT_MS = 400_000;

const SETTINGS: Record<string, Record<string, string>> = {
  ...Object.fromEntries(services.map((service) => [processNames[service], RAISED_LIMITS[service]])),
  frontend: { REQUESTS_PER_SECOND: '10000' },
};

interface Pod {
  metadata: { name: string; deletionTimestamp?: string; labels: Record<string, string> };
  status: { podIP?: string; conditions?: { type: string; status: string }[] };
}

async function run(program: string, ...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(program, args, { timeout: TIMEOUT_MS, maxBuffer: 32 * 1024 * 1024 });
  return stdout;
}

const kubectl = (...args: string[]) => run('kubectl', '--namespace', NAMESPACE, ...args);

const rolledOut = (what: string) => kubectl('rollout', 'status', what, `--timeout=${TIMEOUT_MS / 1000}s`);

async function readyPods(app: string): Promise<Pod[]> {
  const listed = await kubectl('get', 'pods', '--selector', `app.kubernetes.io/name=${app}`, '--output', 'json');
  const { items } = JSON.parse(listed) as { items: Pod[] };
  return items.filter(
    ({ metadata, status }) =>
      !metadata.deletionTimestamp && status.conditions?.some((each) => each.type === 'Ready' && each.status === 'True'),
  );
}

async function configure(settings: (name: string, value: string) => string): Promise<void> {
  for (const [app, values] of Object.entries(SETTINGS)) {
    const changes = Object.entries(values).map(([name, value]) => settings(name, value));
    await kubectl('set', 'env', `deployment/${app}`, ...changes);
  }
  for (const app of Object.keys(SETTINGS)) await rolledOut(`deployment/${app}`);
}

/** The product as it is deployed on the cluster, its limits raised until `stop`. Works in the cluster's network. */
export async function connectToCluster(): Promise<Deployment> {
  await configure((name, value) => `${name}=${value}`);
  return {
    url: GATEWAY,
    replicas: async (service) => {
      const pods = await readyPods(processNames[service]);
      return pods.map(({ status }) => `http://${status.podIP ?? ''}:${PORTS[service]}`);
    },
    killRandomReplica: async (random) => {
      const pods = await Promise.all(APPS.map(readyPods));
      const victim = pick(spareable(pods), random);
      if (!victim) return undefined;
      const { name } = victim.metadata;
      await run('cluster', 'kill', '-n', NAMESPACE, name);
      // Its containers would be started again later and later (CrashLoopBackOff); a new pod comes at once.
      await kubectl('delete', 'pod', name, '--grace-period=0', '--force', '--wait=false', '--ignore-not-found');
      return name;
    },
    restartDatabase: async () => {
      await kubectl('delete', 'pod', 'postgres-0');
      await rolledOut('statefulset/postgres');
    },
    rollingRestart: async () => {
      for (const app of [...APPS, 'frontend']) {
        await kubectl('rollout', 'restart', `deployment/${app}`);
        await rolledOut(`deployment/${app}`);
      }
    },
    settled: async () => {
      for (const app of [...APPS, 'frontend']) await rolledOut(`deployment/${app}`);
    },
    stop: () => configure((name) => `${name}-`),
  };
}
