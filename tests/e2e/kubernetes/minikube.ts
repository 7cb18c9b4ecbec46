/**
 * `npm run e2e:minikube [-- arguments of Playwright]`: the stories, against what `npm run minikube` started. Limits are
 * raised and an administrator is named meanwhile; other users' messages stay untouched.
 */
import { findAddress } from '../../../scripts/kubernetes/address.ts';
import { capture, DeployError } from '../../../scripts/kubernetes/command.ts';
import { CONTEXT, NAMESPACE, NODE_PORT } from '../../../scripts/kubernetes/constants.ts';
import { requireTools } from '../../../scripts/kubernetes/tools.ts';
import { playwright } from '../support/playwright.ts';
import type { Variables } from '../../../testkit/product.ts';
import { withDeployedChat } from './product.ts';

const log = (line: string) => console.log(line);

async function kubectl(...args: string[]): Promise<string> {
  try {
    return await capture('kubectl', ['--context', CONTEXT, '--namespace', NAMESPACE, ...args]);
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    throw new DeployError(`${error.message}\nDoes the chat run on Minikube? "npm run minikube" starts it.`);
  }
}

async function stories(administrator: Partial<Variables>, interruption: AbortSignal): Promise<number> {
  const { url, forward } = await findAddress({ context: CONTEXT, namespace: NAMESPACE, port: NODE_PORT, log });
  try {
    interruption.throwIfAborted();
    log(`▸ The stories, at ${url}`);
    return await playwright([{ ...administrator, BASE_URL: url }]);
  } finally {
    await forward?.close();
    log('▸ Taking back what was changed for the stories');
  }
}

try {
  await requireTools(['minikube', 'kubectl']);
  log('▸ Raising the limits, naming an administrator');
  process.exitCode = await withDeployedChat(kubectl, stories);
} catch (error) {
  if (!(error instanceof DeployError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
