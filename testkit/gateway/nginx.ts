import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../local/ports.ts';
import { serviceNames, type ServiceName } from '../../services/services.ts';

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** host:port of one replica of each service, or of two. */
export type Upstreams = Record<ServiceName, string | readonly [string, string]>;

/** The templates' variables, except those that are the same in every test. */
export interface NginxSettings {
  upstreams: Upstreams;
  PAGE_DIR: string;
  TRUSTED_PROXIES?: string;
  REQUESTS_PER_SECOND?: string;
  CONNECTIONS_PER_ADDRESS?: string;
  PUBLIC_HOSTS?: string;
}

/** Fills in the template as the image does (envsubst): only defined names are replaced. */
function fillIn(template: string, values: Record<string, string>): string {
  return template.replace(/\$\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);
}

function upstreamVariables(upstreams: Upstreams): Record<string, string> {
  const variables = serviceNames.flatMap((service) => {
    const [first, second = first] = [upstreams[service]].flat();
    const variable = `${service.toUpperCase()}_SERVER`;
    return [
      [variable, first],
      [`${variable}_2`, second],
    ];
  });
  return Object.fromEntries(variables) as Record<string, string>;
}

/** Creates, in an empty folder, the files that the image has in /etc/nginx. */
async function layOut(folder: string, values: Record<string, string>): Promise<void> {
  await cp(fromRoot('frontend/nginx/nginx.conf'), join(folder, 'nginx.conf'));
  await cp(fromRoot('generated/gateway'), join(folder, 'gateway'), { recursive: true });
  await mkdir(join(folder, 'conf.d'));
  for (const template of ['frontend/nginx/default.conf.template', 'generated/gateway/upstreams.conf.template']) {
    const text = fillIn(await readFile(fromRoot(template), 'utf8'), values);
    await writeFile(join(folder, 'conf.d', basename(template, '.template')), text);
  }
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/**
 * Runs the real nginx with the product's configuration, on a free port and in a temporary folder.
 *
 * @param options.logFile where requests and errors are logged; without it, errors are logged as long as it runs
 */
export async function startNginx({ upstreams, ...settings }: NginxSettings, { logFile }: { logFile?: string } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'chat-nginx-'));
  const port = await freePort();
  await layOut(folder, {
    GATEWAY_PORT: `127.0.0.1:${port}`,
    TRUSTED_PROXIES: '0.0.0.0/32',
    REQUESTS_PER_SECOND: '10000',
    CONNECTIONS_PER_ADDRESS: '10000',
    PUBLIC_HOSTS: '',
    ...upstreamVariables(upstreams),
    ...settings,
  });
  // If started as root, its workers would run as another user, who cannot read the temporary folder.
  const globals = `daemon off; ${process.getuid?.() === 0 ? 'user root;' : ''}`;
  const file = logFile ?? join(folder, 'errors.log');
  const log = await open(file, 'a');
  const child = spawn('nginx', ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', globals], {
    stdio: ['ignore', logFile === undefined ? 'ignore' : log.fd, log.fd],
  });
  await log.close();
  const ended = once(child, 'exit');
  while (!(await isListening(port))) {
    if (child.exitCode !== null) throw new Error(`nginx did not start:\n${await readFile(file, 'utf8')}`);
    await setTimeout(20);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
