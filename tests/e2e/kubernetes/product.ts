/** A chat on Kubernetes, prepared for the stories: an administrator, and limits that tests do not reach. */
import { SERVICES, serviceNames } from '../../../services/services.ts';
import { RAISED_LIMITS } from '../../../testkit/raised-limits.ts';
import { changeSettings, type Kubectl, type Settings } from '../../kubernetes/settings.ts';
import { passwordIn, type Variables } from '../../../testkit/product.ts';
import { listenForInterruption } from './interruption.ts';

/** The account is kept, without the role. */
const ADMIN = 'stories-administrator';

const SETTINGS: Settings = {
  ...Object.fromEntries(serviceNames.map((service) => [SERVICES[service].process, RAISED_LIMITS[service]])),
  [SERVICES.auth.process]: { ...RAISED_LIMITS.auth, ADMINS: ADMIN, GUEST_LOGIN: 'on' },
  frontend: { REQUESTS_PER_SECOND: '10000' },
};

type Administrator = Pick<Variables, 'ADMIN_NAME' | 'ADMIN_PASSWORD'>;

/**
 * Runs `work` with the administrator's account, then reverts the changes. Throws DeployError if a signal
 * interrupted it, and aborts `interruption` meanwhile.
 */
export async function withDeployedChat<T>(
  kubectl: Kubectl,
  work: (administrator: Administrator, interruption: AbortSignal) => Promise<T>,
): Promise<T> {
  const interruption = listenForInterruption();
  const undo = await changeSettings(kubectl, SETTINGS, interruption);
  try {
    const administrator = { ADMIN_NAME: ADMIN, ADMIN_PASSWORD: await newPassword(kubectl) };
    interruption.throwIfAborted();
    return await work(administrator, interruption);
  } finally {
    await undo();
    // Whatever it led to: that is what the operator is told.
    interruption.throwIfAborted();
  }
}

/** As an operator does it; the account exists already if stories ran before. */
async function newPassword(kubectl: Kubectl): Promise<string> {
  const pod = await newestPod(kubectl, SERVICES.auth.process);
  const account = (verb: string) => kubectl('exec', pod, '--', 'node', 'dist/services/auth/account.js', verb, ADMIN);
  return passwordIn(await account('add').catch(() => account('reset')));
}

/**
 * Of a Deployment that was rolled out just now. kubectl itself may choose one of the replaced pods, which stay listed for
 * a while without a container.
 */
async function newestPod(kubectl: Kubectl, deployment: string): Promise<string> {
  const selector = `--selector=app.kubernetes.io/name=${deployment}`;
  const pods = await kubectl('get', 'pods', selector, '--sort-by=.metadata.creationTimestamp', '--output=name');
  return pods.trim().split('\n').at(-1) ?? '';
}
