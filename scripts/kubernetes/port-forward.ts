import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { DeployError } from './command.ts';

interface Options {
  /** A name from `kubectl config get-contexts`. */
  context: string;
  namespace: string;
  /** The local port; a free one if undefined. */
  port: number | undefined;
  log: (line: string) => void;
}

/** An open port forward to the chat's page. */
export interface PortForward {
  url: string;
  /** Resolves when it is closed. */
  closed: Promise<void>;
  close(): Promise<void>;
}

/** Check interval: kubectl notices that the pod was replaced only when something connects. */
const CHECK_MS = 5_000;
const SHORTEST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Keeps a `kubectl port-forward` open: restarts it whenever it breaks, as when the pod is replaced. Throws DeployError
 * if it cannot be started. Own code, since `minikube service --url` chooses the port itself, on Linux with the node's
 * address in place of localhost, and often fails on Windows (kubernetes/minikube issues 7644, 9030).
 */
export async function openPortForward({ port: wanted, log, ...where }: Options): Promise<PortForward> {
  const closing = new AbortController();
  const { signal } = closing;
  const { port, child } = await startForward({ ...where, port: wanted, signal });
  const url = `http://localhost:${port}`;
  const restart = async () => {
    for (let pause = SHORTEST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await delay(pause * (0.5 + Math.random()), undefined, { signal });
      const started = await startForward({ ...where, port, signal }).catch(() => undefined);
      if (started) return started.child;
    }
  };
  const keep = async () => {
    let current = child;
    for (;;) {
      await broken(current, url);
      signal.throwIfAborted();
      log('The connection to the chat broke: reopening it.');
      current = await restart();
      log(`The chat is at ${url} again.`);
    }
  };
  const closed = keep().catch(() => undefined);
  return {
    url,
    closed,
    close: async () => {
      closing.abort();
      await closed;
    },
  };
}

interface StartOptions extends Omit<Options, 'log'> {
  /** Stops it. */
  signal: AbortSignal;
}

/** Resolves once it accepts connections. */
async function startForward({ context, namespace, port, signal }: StartOptions) {
  const where = ['--context', context, '--namespace', namespace];
  const what = ['--address=127.0.0.1', 'service/frontend', `${port ?? ''}:80`];
  const child = spawn('kubectl', [...where, 'port-forward', ...what], { stdio: ['ignore', 'pipe', 'pipe'], signal });
  // An abort is reported as an error too.
  child.on('error', () => undefined);
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => (complaint = chunk.toString().trim()));
  for await (const line of createInterface(child.stdout)) {
    const [, found] = /^Forwarding from 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (found === undefined) continue;
    // It prints a line per connection; a full pipe would block it.
    child.stdout.resume();
    return { port: Number(found), child };
  }
  throw new DeployError(`The chat's port cannot be forwarded: ${complaint || 'kubectl ended.'}`);
}

/** Resolves when it no longer reaches the page, after ending the process. */
async function broken(child: ChildProcess, url: string): Promise<void> {
  const over = new AbortController();
  const exited = once(child, 'close').finally(() => over.abort());
  const check = async () => {
    do await delay(CHECK_MS, undefined, { signal: over.signal });
    while (await answers(url));
    child.kill();
  };
  await Promise.all([exited, check().catch(() => undefined)]);
}

function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(CHECK_MS) }).then(
    async (response) => {
      await response.body?.cancel();
      return true;
    },
    () => false,
  );
}
