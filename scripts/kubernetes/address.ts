import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from './command.ts';
import { openPortForward, type PortForward } from './port-forward.ts';

/** An address at which this machine reaches the chat. */
export interface Address {
  url: string;
  /** Set if the address works only while this forward is open. */
  forward?: PortForward;
}

interface Options {
  /** A name from `kubectl config get-contexts`. */
  context: string;
  namespace: string;
  /** The NodePort, which is also this machine's port if Minikube publishes it. */
  port: number;
  log: (line: string) => void;
  /** Timeout: a NodePort reaches pods shortly after they become ready. */
  timeoutMs?: number;
}

const PAUSE_MS = 500;

/** Whether this chat's page answers there, not another program's. */
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
async function waitForServices(url: string, deadline: number, log: (line: string) => void): Promise<void> {
  for (let over = false; !over;) {
    over = Date.now() >= deadline;
    const answers = await Promise.all(['/api/messages', '/api/users/online'].map((path) => isAnswered(url + path)));
    if (answers.every(Boolean)) return;
    await delay(PAUSE_MS);
  }
  log('The page is there, but not all services answer yet: "kubectl -n chat get pods" shows them.');
}

/** Whether a service answers. The invalid token makes it call auth-service, so that one must be up too. */
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

/** Whether anything listens on the port. */
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

/** Whether Minikube's container publishes it, so that Minikube's own proxy listens. Only the docker driver does. */
async function isMinikubes(context: string, port: number): Promise<boolean> {
  const published = await ask('docker', ['port', context, String(port)]).catch(() => '');
  return published.trim() !== '';
}

/** The NodePort on this machine; forwarded if Minikube does not publish it. Throws DeployError. */
export async function findAddress({ port, log, timeoutMs = 20_000, ...where }: Options): Promise<Address> {
  const url = `http://localhost:${port}`;
  const deadline = Date.now() + timeoutMs;
  let taken = await isTaken(port);
  // At least one check, and one after the deadline, however slow this machine is.
  for (let over = false; taken && !over; taken = await isTaken(port)) {
    over = Date.now() >= deadline;
    if (await isChat(url)) {
      await waitForServices(url, deadline, log);
      return { url };
    }
    await delay(PAUSE_MS);
  }
  if (taken) log(await whyElsewhere(where.context, port));
  const forward = await openPortForward({ ...where, port: taken ? undefined : port, log });
  await waitForServices(forward.url, deadline, log);
  return { url: forward.url, forward };
}

async function whyElsewhere(context: string, port: number): Promise<string> {
  return (await isMinikubes(context, port))
    ? `Port ${port} of this machine leads to Minikube, but the page does not answer there: using another port.`
    : `Port ${port} of this machine is taken by another program: using another port.`;
}
