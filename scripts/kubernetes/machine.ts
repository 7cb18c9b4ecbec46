/** The machine that Minikube runs, and the images in it. */
import { ask, capture, DeployError, run } from './command.ts';
import { isTaken } from './address.ts';
import type { Image } from './images.ts';
import { CONTEXT } from './places.ts';

/** Whatever profile the operator works with otherwise. */
const PROFILE = ['--profile', CONTEXT];

async function status(): Promise<string> {
  return ask('minikube', [...PROFILE, 'status', '--output', 'json']);
}

function says(status: string, component: string, state: string): boolean {
  return new RegExp(`"${component}":\\s*"${state}"`).test(status);
}

const runs = (status: string) => says(status, 'Host', 'Running') && says(status, 'APIServer', 'Running');

export async function isRunning(): Promise<boolean> {
  return runs(await status());
}

/** Starts it where it does not run. One that is new gets a port of this machine. */
export async function start(port: number, tell: (line: string) => void): Promise<void> {
  const now = await status();
  if (runs(now)) {
    tell('Minikube runs');
    return;
  }
  await capture('docker', ['version']).catch(() => {
    throw new DeployError('Docker does not run. Start Docker Desktop, or the service "docker".');
  });
  tell('Starting Minikube');
  // What it is made of cannot be changed later.
  const isNew = !says(now, 'Host', '(Stopped|Paused|Running)');
  await run('minikube', [...PROFILE, 'start', ...(isNew ? ['--driver=docker', ...(await published(port, tell))] : [])]);
}

async function published(port: number, tell: (line: string) => void): Promise<string[]> {
  if (!(await isTaken(port))) return [`--ports=${port}:${port}`];
  tell(`Port ${port} of this machine is taken by another program: Minikube goes without it.`);
  return [];
}

/** As the manifests name them. */
export async function images(): Promise<Set<string>> {
  const listed = await capture('minikube', [...PROFILE, 'image', 'ls']);
  return new Set(listed.split(/\s+/).map((image) => image.replace(/^docker\.io\//, '')));
}

export async function build({ dockerfile, target }: Image, tagged: string): Promise<void> {
  const args = ['image', 'build', '--tag', tagged, '--file', dockerfile];
  await run('minikube', [...PROFILE, ...args, ...(target ? [`--build-opt=${await targetOption(target)}`] : []), '.']);
  // A build that fails has an exit code of 0.
  if (!(await images()).has(tagged)) throw new DeployError(`${tagged} could not be built: see above.`);
}

/** Minikube hands it to what builds the images: `buildctl` where containerd runs the pods, else `docker` or `podman`. */
async function targetOption(target: string): Promise<string> {
  const version = '--output=jsonpath={.items[0].status.nodeInfo.containerRuntimeVersion}';
  const runtime = await capture('kubectl', ['--context', CONTEXT, 'get', 'nodes', version]);
  return runtime.startsWith('containerd:') ? `opt=target=${target}` : `target=${target}`;
}

export async function removeImages(names: string[]): Promise<void> {
  await capture('minikube', [...PROFILE, 'image', 'rm', ...names]);
}

/** Where Minikube keeps volumes. */
const VOLUMES = '/tmp/hostpath-provisioner/';

/** Removes a volume's data. What lies elsewhere is let be. */
export async function removeFolder(folder: string): Promise<void> {
  if (!folder.startsWith(VOLUMES) || /[^\w./-]|\.\./.test(folder)) return;
  await capture('minikube', [...PROFILE, 'ssh', '--', 'sudo', 'rm', '-rf', folder]);
}
