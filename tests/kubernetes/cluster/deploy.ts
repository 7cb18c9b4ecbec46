/**
 * Deploys the product to the one-node test Kubernetes of the program `cluster`, with the real images and Minikube's
 * overlay.
 */
import { isInstalled, run } from '../../../scripts/kubernetes/command.ts';
import { Deployer, render } from '../../../scripts/kubernetes/deploy.ts';
import { contentTags, IMAGES, VERSION_LABEL, type Tags } from '../../../scripts/kubernetes/images.ts';
import { Kubectl } from '../../../scripts/kubernetes/kubectl.ts';
import { withTaggedOverlay } from '../../../scripts/kubernetes/overlay.ts';
import { NAMESPACE } from '../../../scripts/kubernetes/constants.ts';

const OVERLAY = 'k8s/overlays/minikube';

export function hasCluster(): Promise<boolean> {
  return isInstalled('cluster', ['help']);
}

/** Builds the images and deploys them. If the cluster is already running, changes are rolled out. */
export async function deployToCluster(): Promise<void> {
  const tags = await contentTags();
  await buildImages(tags);
  await run('cluster', ['up']);
  await new Deployer(new Kubectl(['cluster', 'kubectl'])).prepare(await render(OVERLAY, tags));
  // Applies everything at once with the cluster's own tool: pods that start too early are restarted.
  await withTaggedOverlay(OVERLAY, tags, (folder) => run('cluster', ['apply', folder]));
  await run('cluster', ['wait', NAMESPACE, '5m']);
}

/** The nginx image for which the cluster's tool has a substitute; the Dockerfile's default is the maintained one. */
const NGINX = 'NGINX_IMAGE=nginxinc/nginx-unprivileged:1.29-bookworm';

/** @param args for `docker build` */
export async function buildImages(tags: Tags, args: string[] = []): Promise<void> {
  for (const { name, dockerfile, target } of IMAGES) {
    const options = ['--label', VERSION_LABEL, '--file', dockerfile];
    const what = [...options, ...(target ? ['--target', target] : ['--build-arg', NGINX])];
    await run('cluster', ['docker-build', '--tag', `${name}:${tags[name] ?? ''}`, ...what, ...args, '.']);
  }
}
