import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Variables } from '../../../testkit/product.ts';

/**
 * Runs the stories, at the chats or at the one that the environment names, with the command line's arguments for
 * Playwright. Returns the exit code.
 */
export async function playwright(chats?: Partial<Variables>[], args: string[] = []): Promise<number> {
  const cli = path.join(path.dirname(createRequire(import.meta.url).resolve('playwright/package.json')), 'cli.js');
  const config = fileURLToPath(new URL('../playwright.config.ts', import.meta.url));
  const child = spawn(process.execPath, [cli, 'test', '--config', config, ...args, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, ...(chats && { CHATS: JSON.stringify(chats) }) },
  });
  // The terminal sends Ctrl-C to the child too; this process stays to stop the chat after it.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill());
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? 1;
}
