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
  await run('minikube', [...PROFILE, ...args, ...(target ? [`--build-opt=target=${target}`] : []), '.']);
  // A build that fails has an exit code of 0.
  if (!(await images()).has(tagged)) throw new DeployError(`${tagged} could not be built: see above.`);
}

export async function removeImages(names: string[]): Promise<void> {
  await capture('minikube', [...PROFILE, 'image', 'rm', ...names]);
}
