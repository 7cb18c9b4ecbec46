/**
 * The product on a one-node Kubernetes for tests, whose program is called `cluster`: the real images and the overlay of
 * Minikube.
 */
import { isInstalled, run } from '../../../scripts/kubernetes/command.ts';
import { Deployer, render } from '../../../scripts/kubernetes/deploy.ts';
import { contentTags, IMAGES, type Tags } from '../../../scripts/kubernetes/images.ts';
import { Kubectl } from '../../../scripts/kubernetes/kubectl.ts';
import { withTaggedOverlay } from '../../../scripts/kubernetes/overlay.ts';
import { NAMESPACE } from '../../../scripts/kubernetes/places.ts';

const OVERLAY = 'k8s/overlays/minikube';

export function hasCluster(): Promise<boolean> {
  return isInstalled('cluster', ['help']);
}

/** Builds the images and deploys them. Where the cluster runs already, what changed is rolled out. */
export async function deployToCluster(): Promise<void> {
  const tags = await contentTags();
  await buildImages(tags);
  await run('cluster', ['up']);
  await new Deployer(new Kubectl(['cluster', 'kubectl'])).prepare(await render(OVERLAY, tags));
  // Everything at once, by the tool that fits it to the cluster: what comes too early is started again.
  await withTaggedOverlay(OVERLAY, tags, (folder) => run('cluster', ['apply', folder]));
  await run('cluster', ['wait', NAMESPACE, '5m']);
}

/** The one nginx that the cluster's tool has a stand-in for; Dockerfiles name what is kept. */
const NGINX = 'NGINX_IMAGE=nginxinc/nginx-unprivileged:1.29-bookworm';

/** @param args for `docker build` */
export async function buildImages(tags: Tags, args: string[] = []): Promise<void> {
  for (const { name, dockerfile, target } of IMAGES) {
    const what = ['--file', dockerfile, ...(target ? ['--target', target] : ['--build-arg', NGINX])];
    await run('cluster', ['docker-build', '--tag', `${name}:${tags[name] ?? ''}`, ...what, ...args, '.']);
  }
}
