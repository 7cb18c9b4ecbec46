/**
 * `npm run dev`: like `npm start`, from the sources: a service restarts when its code changes, the page updates itself.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import type { ViteDevServer } from 'vite';
import { SERVICES, serviceNames, type ServiceName } from '../services/services.ts';
import { runInForeground } from './foreground.ts';
import { root } from './paths.ts';
import type { Product } from './product.ts';

const settleTime = 100;

let vite: ViteDevServer | undefined;

await runInForeground({
  env: { NODE_ENV: 'development', ...process.env },
  makePage: async (server) => {
    vite = await createServer({
      root: fileURLToPath(new URL('frontend/', root)),
      server: { middlewareMode: true, ws: { server } },
      clearScreen: false,
    });
    return vite.middlewares;
  },
  started: (product) => vite && restartOnChange(product, vite),
});

/** A change in a service's folder restarts that service; any other change restarts all. */
function restartOnChange(product: Product, { watcher }: ViteDevServer): void {
  const folders = ['services', 'generated'].map((name) => fileURLToPath(new URL(`${name}/`, root)));
  const changed = new Set<string>();
  let restarting = Promise.resolve();
  watcher.add(folders);
  watcher.on('all', (_event, file) => {
    if (!folders.some((folder) => file.startsWith(folder)) || file.endsWith('.test.ts')) return;
    if (changed.size === 0) setTimeout(() => void (restarting = restarting.then(restart)), settleTime);
    changed.add(path.relative(fileURLToPath(root), file));
  });

  async function restart(): Promise<void> {
    const files = [...changed];
    changed.clear();
    const own = serviceNames.filter((service) => files.some((file) => file.startsWith(path.join('services', service))));
    const common = files.some((file) => !own.some((service) => file.startsWith(path.join('services', service))));
    await Promise.all((common ? serviceNames : own).map((service) => restartOne(product, service)));
  }
}

async function restartOne(product: Product, service: ServiceName): Promise<void> {
  try {
    await product.restart(service);
    console.log(`${SERVICES[service].process} runs its new code.`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}
