/**
 * `npm run e2e [-- arguments of Playwright]`: the stories, against the chat at BASE_URL, or one started for them. For a
 * chat that runs already ADMIN_NAME and ADMIN_PASSWORD name an administrator's account, if there is one to use.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { withProduct, type Variables } from './support/product.ts';

const { BASE_URL, ADMIN_NAME, ADMIN_PASSWORD } = process.env;
if (BASE_URL && !(ADMIN_NAME && ADMIN_PASSWORD)) {
  console.log('ADMIN_NAME and ADMIN_PASSWORD are not set: the stories of administrators are left out.');
}
process.exitCode = BASE_URL ? await playwright() : await withProduct(playwright);

async function playwright(variables?: Variables): Promise<number> {
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js');
  const config = fileURLToPath(new URL('playwright.config.ts', import.meta.url));
  const child = spawn(process.execPath, [cli, 'test', '--config', config, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...variables },
  });
  // The terminal sends Ctrl-C to the child too; we stay to take the chat down after it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
