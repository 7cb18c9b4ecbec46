import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './command.ts';
import { openPortForward, type PortForward } from './port-forward.ts';

/** An address that this machine reaches the chat at. */
export interface Address {
  url: string;
  /** Set where the address holds only for as long as this is open. */
  forward?: PortForward;
}

interface Options {
  /** As `kubectl config get-contexts` names it. */
  context: string;
  namespace: string;
  /** The NodePort, which is this machine's port too where Minikube publishes it. */
  port: number;
  tell: (line: string) => void;
  /** Pods that have just become ready are reached through a NodePort a little later. */
  patienceMs?: number;
}

const PAUSE_MS = 500;

/** Whether this chat's page is there, and not another program's. */
async function isChat(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(3_000) });
    return response.ok && (await response.text()).includes('<chat-app>');
  } catch {
    return false;
  }
}

/**
 * Waits until the services answer behind the page. A pod that has just become ready gets its requests a little later,
 * when kube-proxy knows its address.
 */
async function waitForServices(url: string, deadline: number, tell: (line: string) => void): Promise<void> {
  for (let over = false; !over;) {
    over = Date.now() >= deadline;
    const answers = await Promise.all(['/api/messages', '/api/users/online'].map((path) => isAnswered(url + path)));
    if (answers.every(Boolean)) return;
    await delay(PAUSE_MS);
  }
  tell('The page is there, but not all services answer yet: "kubectl -n chat get pods" shows them.');
}

/** The token is refused by auth-service, which the service has to reach for it. */
async function isAnswered(url: string): Promise<boolean> {
  try {
    const headers = { Authorization: 'Bearer none' };
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(3_000) });
    await response.body?.cancel();
    return response.status < 500;
  } catch {
    return false;
  }
}

/** Whether anything listens on it. */
export async function isTaken(port: number): Promise<boolean> {
  const socket = connect({ host: 'localhost', port });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Whether Minikube's container has published it: then its own proxy is what listens. With other drivers none does. */
async function isMinikubes(context: string, port: number): Promise<boolean> {
  const published = await ask('docker', ['port', context, String(port)]).catch(() => '');
  return published.trim() !== '';
}

/** The NodePort on this machine; where Minikube does not publish it, it is forwarded. Throws DeployError. */
export async function findAddress({ port, tell, patienceMs = 20_000, ...where }: Options): Promise<Address> {
  const url = `http://localhost:${port}`;
  const deadline = Date.now() + patienceMs;
  let taken = await isTaken(port);
  // At least once, and once more after the deadline, however slow this machine is.
  for (let over = false; taken && !over; taken = await isTaken(port)) {
    over = Date.now() >= deadline;
    if (await isChat(url)) {
      await waitForServices(url, deadline, tell);
      return { url };
    }
    await delay(PAUSE_MS);
  }
  if (taken) tell(await whyElsewhere(where.context, port));
  const forward = await openPortForward({ ...where, port: taken ? undefined : port, tell });
  await waitForServices(forward.url, deadline, tell);
  return { url: forward.url, forward };
}

async function whyElsewhere(context: string, port: number): Promise<string> {
  return (await isMinikubes(context, port))
    ? `Port ${port} of this machine leads to Minikube, but the page does not answer there: the chat gets another port.`
    : `Port ${port} of this machine is taken, and not by this chat: it gets another port.`;
}
