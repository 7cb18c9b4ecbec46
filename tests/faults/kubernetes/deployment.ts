import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { processNames, SERVICES, serviceNames, type ProcessName } from '../../../services/services.ts';
import { allRolledOut, changeSettings, rolledOut, type Settings } from '../../kubernetes/settings.ts';
import { RAISED_LIMITS } from '../../../testkit/raised-limits.ts';
import { spareable, type Deployment } from '../deployment.ts';
import { pick } from '../random.ts';
import { DEPLOYMENTS, RollingUpdate } from './rolling-update.ts';

const NAMESPACE = 'chat';
const GATEWAY = 'http://127.0.0.1:30080';
/** For one command; a rollout takes the longest while its replicas are being killed. */
const TIMEOUT_MS = 400_000;

const SETTINGS: Settings = {
  ...Object.fromEntries(serviceNames.map((service) => [SERVICES[service].process, RAISED_LIMITS[service]])),
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

/** The ready pods of the services, by the names of their Deployments. */
async function readyPods(): Promise<Map<ProcessName, Pod[]>> {
  const listed = await kubectl('get', 'pods', '--selector', 'app.kubernetes.io/component=service', '--output', 'json');
  const { items } = JSON.parse(listed) as { items: Pod[] };
  const isReady = ({ metadata, status }: Pod) =>
    !metadata.deletionTimestamp && status.conditions?.some((each) => each.type === 'Ready' && each.status === 'True');
  const ready = items.filter(isReady);
  return new Map(
    processNames.map((app) => [app, ready.filter(({ metadata }) => metadata.labels['app.kubernetes.io/name'] === app)]),
  );
}

/** Whether there was one to kill. */
async function kill(pod: string): Promise<boolean> {
  const killed = await run('cluster', 'kill', '-n', NAMESPACE, pod).then(
    () => true,
    // A rolling restart has removed it meanwhile.
    () => false,
  );
  // Kubernetes would restart its container with growing delays (CrashLoopBackOff); a new pod starts at once.
  await kubectl('delete', 'pod', pod, '--grace-period=0', '--force', '--wait=false', '--ignore-not-found');
  return killed;
}

/** The product as it is deployed on the cluster, its limits raised until `stop`. Works in the cluster's network. */
export async function connectToCluster(): Promise<Deployment> {
  const update = await RollingUpdate.prepare(kubectl);
  const undo = await changeSettings(kubectl, SETTINGS);
  return {
    url: GATEWAY,
    replicas: async (service) => {
      const { process, port } = SERVICES[service];
      const pods = (await readyPods()).get(process) ?? [];
      return pods.map(({ status }) => `http://${status.podIP ?? ''}:${port}`);
    },
    killRandomReplica: async (random, services = serviceNames) => {
      const ready = await readyPods();
      const victim = pick(spareable(services.map((service) => ready.get(SERVICES[service].process) ?? [])), random);
      return victim && (await kill(victim.metadata.name)) ? victim.metadata.name : undefined;
    },
    databaseStart: () => kubectl('get', 'pod', 'postgres-0', '--ignore-not-found', '--output=jsonpath={.metadata.uid}'),
    restartDatabase: async () => {
      await kubectl('delete', 'pod', 'postgres-0');
      await rolledOut(kubectl, 'statefulset/postgres');
    },
    rollingRestart: () => update.run(),
    settled: () => allRolledOut(kubectl, DEPLOYMENTS),
    stop: async () => {
      try {
        await update.takeBack();
      } finally {
        await undo();
      }
    },
  };
}
