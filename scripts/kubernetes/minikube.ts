/**
 * `npm run minikube`: Minikube, the images, the deployment, the address. `minikube:images`, `minikube:deploy` and
 * `minikube:cleanup` are its single steps. Each may be run again at any time.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { capture, DeployError, isInstalled, run } from './command.ts';
import { Deployer } from './deploy.ts';
import { contentTag, IMAGES } from './images.ts';
import { CONTEXT, NODE_PORT } from './places.ts';

const OVERLAY = 'k8s/overlays/minikube';

const step = (line: string) => console.log(`\n▸ ${line}`);

async function requireTools(): Promise<void> {
  const tools: [string, string[], string][] = [
    ['minikube', ['version'], 'Install Minikube: https://minikube.sigs.k8s.io/docs/start'],
    ['kubectl', ['version', '--client'], 'Install kubectl: https://kubernetes.io/docs/tasks/tools'],
    ['docker', ['--version'], 'Install Docker: https://docs.docker.com/get-docker'],
  ];
  for (const [tool, args, how] of tools) {
    if (!(await isInstalled(tool, args))) throw new DeployError(`${tool} is missing. ${how}`);
  }
}

async function isRunning(): Promise<boolean> {
  const status = await capture('minikube', ['status', '--output', 'json']).catch(() => '{}');
  return /"Host":\s*"Running"/.test(status) && /"APIServer":\s*"Running"/.test(status);
}

async function start(): Promise<void> {
  if (await isRunning()) return;
  step('Starting Minikube');
  await run('minikube', ['start', '--driver=docker', `--ports=${NODE_PORT}:${NODE_PORT}`]);
}

async function buildImages(): Promise<string> {
  const tag = await contentTag();
  const present = await capture('minikube', ['image', 'ls']);
  for (const { name, dockerfile, target } of IMAGES) {
    const image = `${name}:${tag}`;
    if (present.includes(image)) continue;
    step(`Building ${image}`);
    const args = ['image', 'build', '--tag', image, '--file', dockerfile];
    await run('minikube', [...args, ...(target ? [`--build-opt=target=${target}`] : []), '.']);
  }
  return tag;
}

async function deploy(): Promise<void> {
  const tag = await contentTag();
  step(`Deploying ${tag}`);
  await new Deployer(['kubectl', '--context', CONTEXT]).apply(OVERLAY, tag);
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(3_000) }).then(
    (response) => response.ok,
    () => false,
  );
}

/** Prints an address that works. Where Minikube was started without the port, it is forwarded for as long as this runs. */
async function showAddress(): Promise<void> {
  const url = `http://localhost:${NODE_PORT}`;
  if (await answers(url)) {
    step(`The chat is at ${url}`);
    return;
  }
  const forward = spawn('kubectl', [
    ...['--context', CONTEXT, '--namespace', 'chat', 'port-forward', '--address', '127.0.0.1'],
    ...['service/frontend', `${NODE_PORT}:80`],
  ]);
  const [line] = (await Promise.race([
    once(forward.stdout, 'data'),
    once(forward, 'exit').then(() => [undefined]),
  ])) as [Buffer | undefined];
  if (!line) throw new DeployError('The address cannot be reached: see "Troubleshooting" in README.md.');
  step(`The chat is at ${url} for as long as this runs (Ctrl-C ends it)`);
  await once(forward, 'exit');
}

async function cleanup(all: boolean): Promise<void> {
  const deployer = new Deployer(['kubectl', '--context', CONTEXT]);
  if (all) {
    step('Removing everything: all messages and accounts are lost');
    await deployer.removeAll();
  } else {
    step('Removing what runs. The messages (the volume) and the Secrets stay; "-- --all" removes them too');
    await deployer.remove();
  }
}

const COMMANDS: Record<string, () => Promise<void>> = {
  all: async () => {
    await start();
    await buildImages();
    await deploy();
    await showAddress();
  },
  images: async () => {
    await buildImages();
  },
  deploy,
  cleanup: () => cleanup(process.argv.includes('--all')),
};

try {
  await requireTools();
  await COMMANDS[process.argv[2] ?? 'all']?.();
} catch (error) {
  if (!(error instanceof DeployError)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}
