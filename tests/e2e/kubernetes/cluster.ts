/**
 * `npm run e2e:cluster [-- arguments of Playwright]`: builds the images, deploys them on the one-node Kubernetes whose
 * program is called `cluster`, and runs the stories there: at 127.0.0.1, and at the node's own address, which to a
 * browser is an insecure context. With E2E_INSECURE_ONLY only there, if the stories ran in a secure context elsewhere.
 */
import { capture, DeployError } from '../../../scripts/kubernetes/command.ts';
import { NAMESPACE, NODE_PORT } from '../../../scripts/kubernetes/constants.ts';
import { perService, SERVICES } from '../../../services/services.ts';
import { deployToCluster, hasCluster } from '../../kubernetes/cluster/deploy.ts';
import { enterCluster, isInsideCluster } from '../../kubernetes/cluster/enter.ts';
import { playwright } from '../support/playwright.ts';
import { withDeployedChat } from './product.ts';

const kubectl = (...args: string[]) => capture('kubectl', ['--namespace', NAMESPACE, ...args]);

/** The services' own addresses: only the stories use this chat, so they may reach them. */
const SERVICE_URLS = JSON.stringify(
  perService((service) => {
    const { process, port } = SERVICES[service];
    return `http://${process}.${NAMESPACE}.svc.cluster.local:${port}`;
  }),
);

/** Returns the exit code: the worse of the two. */
async function stories(): Promise<number> {
  const node = await kubectl('get', 'nodes', '--output=jsonpath={.items[0].status.addresses[0].address}');
  return withDeployedChat(kubectl, async (administrator, interruption) => {
    let worst = 0;
    for (const host of process.env['E2E_INSECURE_ONLY'] ? [node] : ['127.0.0.1', node]) {
      interruption.throwIfAborted();
      const BASE_URL = `http://${host}:${NODE_PORT}`;
      console.log(`\n▸ The stories, at ${BASE_URL}`);
      const chat = { ...administrator, BASE_URL, SERVICE_URLS };
      worst = Math.max(worst, await playwright([chat], ['--project=as given']));
    }
    return worst;
  });
}

async function main(): Promise<number> {
  if (isInsideCluster()) return stories();
  if (!(await hasCluster())) {
    throw new DeployError('The program "cluster" is not on the PATH: see "On a test cluster" in CONTRIBUTING.md.');
  }
  await deployToCluster();
  return enterCluster();
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof DeployError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
