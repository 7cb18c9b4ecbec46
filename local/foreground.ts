/** Runs the product in a terminal until it is interrupted. */
import path from 'node:path';
import { SERVICES, serviceNames } from '../services/services.ts';
import { ConfigError } from '../services/shared/environment.ts';
import { startProduct } from './product.ts';
import type { Product, ProductOptions } from './product.ts';

interface Foreground extends Pick<ProductOptions, 'makePage' | 'env' | 'readyTimeout'> {
  started?: (product: Product) => void;
}

export async function runInForeground({ started, ...options }: Foreground = {}): Promise<never> {
  const dataDir = process.env['DATA_DIR']?.trim() || 'data';
  const stop = stopSignal();
  let failed: (error: Error) => void = () => undefined;
  const failure = new Promise<Error>((resolve) => (failed = resolve));
  let product;
  try {
    product = await startProduct({ ...options, dataDir, log: console.log, failed });
  } catch (error) {
    // Ctrl-C reached the starting processes too, so they failed.
    if (stop.asked) process.exit(0);
    report(error);
    process.exit(1);
  }
  if (!stop.asked) {
    greet(product, dataDir);
    started?.(product);
  }
  const error = await Promise.race([stop.promise, failure]);
  if (error !== undefined) report(error);
  process.exit(await shutDown(product, dataDir, error === undefined ? 0 : 1));
}

/** The terminal sends a signal to all its processes, and npm sends it again: only the first counts. */
function stopSignal(): { asked: boolean; promise: Promise<undefined> } {
  const stop = { asked: false, promise: Promise.resolve(undefined) };
  stop.promise = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        stop.asked = true;
        resolve(undefined);
      });
    }
  });
  // A closed terminal accepts no more lines.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  return stop;
}

function greet({ url, urls, setup }: Product, dataDir: string): void {
  const apis = serviceNames.map((service) => {
    const { host } = new URL(urls[service]);
    return `${`${url}/docs/${service}`.padEnd(38)} ${SERVICES[service].process}, ${host}`;
  });
  const firstStart = setup
    ? `\n  First start     ${url}${setup.path}
                  makes the first administrator, once, until ${setup.expiresAt.toLocaleString()}\n`
    : '';
  console.log(`
  The chat is at  ${url}
${firstStart}
  Data            ${path.resolve(dataDir)}
  Logs            ${path.resolve(dataDir, 'logs')}
  API docs        ${apis.join(`\n${' '.repeat(18)}`)}

  Ctrl-C stops it.
`);
}

async function shutDown(product: Product, dataDir: string, exitCode: number): Promise<number> {
  console.log('\nStopping…');
  try {
    await product.stop();
    console.log(`Stopped. Everything is kept in ${path.resolve(dataDir)}.`);
    return exitCode;
  } catch (error) {
    report(error);
    return 1;
  }
}

/** One line for what a person can fix: a setting, or what the system refuses (a file, a port). */
function report(error: unknown): void {
  const mendable = error instanceof ConfigError || (error instanceof Error && 'syscall' in error);
  console.error(mendable ? error.message : error);
}
