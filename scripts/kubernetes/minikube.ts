/**
 * `npm run minikube`: starts Minikube, builds the images, deploys, and prints the address. `minikube:images`,
 * `minikube:deploy` and `minikube:cleanup` are single steps. Each can be repeated at any time.
 */
import { findAddress } from './address.ts';
import { DeployError } from './command.ts';
import { Deployer } from './deploy.ts';
import { contentTags, IMAGES } from './images.ts';
import { Kubectl } from './kubectl.ts';
import * as cluster from './cluster.ts';
import { CONTEXT, NAMESPACE, NODE_PORT } from './constants.ts';
import { Removal } from './removal.ts';
import { requireTools, type Tool } from './tools.ts';

const OVERLAY = 'k8s/overlays/minikube';

const log = (line: string) => console.log(`▸ ${line}`);
const kubectl = new Kubectl(['kubectl', '--context', CONTEXT]);
const deployer = new Deployer(kubectl, log);
const removal = new Removal(kubectl, log);

async function requireMinikube(): Promise<void> {
  if (!(await cluster.isRunning())) throw new DeployError('Minikube does not run. "npm run minikube" starts it.');
}

async function buildImages(): Promise<void> {
  const tags = await contentTags();
  const present = await cluster.images();
  for (const image of IMAGES) {
    const tagged = `${image.name}:${tags[image.name] ?? ''}`;
    if (present.has(tagged)) {
      log(`${tagged} is built`);
      continue;
    }
    log(`Building ${tagged}`);
    await cluster.build(image, tagged);
  }
}

async function deploy(): Promise<void> {
  const tags = await contentTags();
  const current = Object.entries(tags).map(([name, tag]) => `${name}:${tag}`);
  const present = await cluster.images();
  const missing = current.filter((image) => !present.has(image));
  if (missing.length > 0) {
    throw new DeployError(`${missing.join(', ')} not built yet: run "npm run minikube:images".`);
  }
  await deployer.apply(OVERLAY, tags);
  await removeOldImages(new Set([...current, ...(await deployer.imagesInUse())]), present);
}

async function removeOldImages(kept: Set<string>, present: Set<string>): Promise<void> {
  const names = new Set(IMAGES.map(({ name }) => name));
  const old = [...present].filter((image) => names.has(image.replace(/:[^:]*$/, '')) && !kept.has(image));
  if (old.length === 0) return;
  log(`Removing ${old.length} old images`);
  // An image that could not be removed does no harm until the next run.
  await cluster.removeImages(old).catch(() => undefined);
}

async function showAddress(): Promise<void> {
  const { url, forward } = await findAddress({ context: CONTEXT, namespace: NAMESPACE, port: NODE_PORT, log });
  await showSetupLink(url);
  if (!forward) {
    log(`The chat is at ${url}`);
    return;
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void forward.close());
  log(`The chat is at ${url} for as long as this runs. Ctrl-C ends this; the chat keeps running in Minikube.`);
  await forward.closed;
}

/** The link that makes the first administrator; without it the chat runs too. */
async function showSetupLink(url: string): Promise<void> {
  const command = ['node', 'dist/services/auth/account.js', 'setup'];
  // It fails if there is an administrator.
  const output = await kubectl.here('exec', 'deployment/auth-service', '--', ...command).catch(() => '');
  const path = /\/setup#\S+/.exec(output)?.[0];
  if (path !== undefined) log(`First start: ${url}${path} makes the first administrator, once, within 24 hours`);
}

async function cleanup(all: boolean): Promise<void> {
  if (!(await cluster.isRunning())) {
    log('Minikube does not run, so nothing is removed. Its data is kept for its next start.');
  } else if (!(await removal.isThere())) {
    log('There is no chat in Minikube: nothing to remove.');
  } else if (all) {
    log('Removing everything: all messages, accounts and Secrets are lost');
    for (const folder of await removal.removeAll()) await cluster.removeFolder(folder);
    log('Done');
  } else {
    log('Removing the deployment; the messages (a volume) and the Secrets are kept. "-- --all" removes them too.');
    await removal.remove();
    log('Done. "npm run minikube" brings the chat back with all its messages.');
  }
}

interface Command {
  needs: Tool[];
  run(): Promise<void>;
}

const COMMANDS: Record<string, Command> = {
  all: {
    needs: ['minikube', 'kubectl', 'docker'],
    run: async () => {
      await cluster.start(NODE_PORT, log);
      await buildImages();
      await deploy();
      await showAddress();
    },
  },
  images: {
    needs: ['minikube', 'kubectl'],
    run: async () => {
      await requireMinikube();
      await buildImages();
    },
  },
  deploy: {
    needs: ['minikube', 'kubectl'],
    run: async () => {
      await requireMinikube();
      await deploy();
    },
  },
  cleanup: { needs: ['minikube', 'kubectl'], run: () => cleanup(process.argv.includes('--all')) },
};

try {
  const command = COMMANDS[process.argv[2] ?? ''];
  if (!command) throw new DeployError(`One of: ${Object.keys(COMMANDS).join(', ')}.`);
  await requireTools(command.needs);
  await command.run();
} catch (error) {
  if (!(error instanceof DeployError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
