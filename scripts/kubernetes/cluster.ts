/** The Minikube cluster and its images. */
import { ask, capture, DeployError, run } from './command.ts';
import { isTaken } from './address.ts';
import { VERSION_LABEL, type Image } from './images.ts';
import { CONTEXT } from './constants.ts';

/** Independent of the operator's active profile. */
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

/** Starts it unless it is running. A new one publishes a port on this machine. */
export async function start(port: number, log: (line: string) => void): Promise<void> {
  const now = await status();
  if (runs(now)) {
    log('Minikube is running');
    return;
  }
  await capture('docker', ['version']).catch(() => {
    throw new DeployError('Docker is not running. Start Docker Desktop, or the service "docker".');
  });
  log('Starting Minikube');
  // The driver and published ports cannot be changed later.
  const isNew = !says(now, 'Host', '(Stopped|Paused|Running)');
  await run('minikube', [...PROFILE, 'start', ...(isNew ? ['--driver=docker', ...(await published(port, log))] : [])]);
}

async function published(port: number, log: (line: string) => void): Promise<string[]> {
  if (!(await isTaken(port))) return [`--ports=${port}:${port}`];
  log(`Port ${port} of this machine is taken by another program: starting Minikube without it.`);
  return [];
}

/** Named as in the manifests. */
export async function images(): Promise<Set<string>> {
  const listed = await capture('minikube', [...PROFILE, 'image', 'ls']);
  return new Set(listed.split(/\s+/).map((image) => image.replace(/^docker\.io\//, '')));
}

export async function build({ dockerfile, target }: Image, tagged: string): Promise<void> {
  const args = ['image', 'build', '--tag', tagged, '--file', dockerfile, ...(await buildOptions(target))];
  await run('minikube', [...PROFILE, ...args, '.']);
  // `minikube image build` exits with 0 even if the build fails.
  if (!(await images()).has(tagged)) throw new DeployError(`${tagged} could not be built: see above.`);
}

/** Minikube passes them to the image builder: `buildctl` with containerd, else `docker` or `podman`. */
async function buildOptions(target: string | undefined): Promise<string[]> {
  const version = '--output=jsonpath={.items[0].status.nodeInfo.containerRuntimeVersion}';
  const runtime = await capture('kubectl', ['--context', CONTEXT, 'get', 'nodes', version]);
  const isBuildctl = runtime.startsWith('containerd:');
  const options = [...(target ? [`target=${target}`] : []), `label${isBuildctl ? ':' : '='}${VERSION_LABEL}`];
  return options.map((option) => `--build-opt=${isBuildctl ? 'opt=' : ''}${option}`);
}

export async function removeImages(names: string[]): Promise<void> {
  await capture('minikube', [...PROFILE, 'image', 'rm', ...names]);
}

/** Where Minikube keeps volumes. */
const VOLUMES = '/tmp/hostpath-provisioner/';

/** Removes a volume's data. Folders outside VOLUMES are left alone. */
export async function removeFolder(folder: string): Promise<void> {
  if (!folder.startsWith(VOLUMES) || /[^\w./-]|\.\./.test(folder)) return;
  await capture('minikube', [...PROFILE, 'ssh', '--', 'sudo', 'rm', '-rf', folder]);
}
