import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Plugin } from 'vite';
import type { ShellFile } from '../src/offline/shell.ts';

export const SERVICE_WORKER = 'service-worker';

/** Only for adding the page to a home screen, which needs a network anyway. */
const NOT_CACHED = [`${SERVICE_WORKER}.js`, 'icon-512.png'];

/** A classic script that runs before the first paint, which Vite does not give a name with a hash. */
const THEME_SCRIPT = 'theme.js';

/** Gives the service worker the list of the files of its build, and the page's only unhashed script a version. */
export function serviceWorker(): Plugin {
  let outDir = '';
  let publicDir = '';
  const themeUrl = async () =>
    `/${THEME_SCRIPT}?${digest(await readFile(path.join(publicDir, THEME_SCRIPT)), 'hex').slice(0, 8)}`;
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = path.resolve(config.root, config.build.outDir);
      publicDir = config.publicDir;
    },
    transformIndexHtml: async (html) => html.replace(`/${THEME_SCRIPT}`, await themeUrl()),
    async writeBundle() {
      const urls: Record<string, string> = { 'index.html': '/', [THEME_SCRIPT]: await themeUrl() };
      const files = await listFiles(outDir);
      const shell: ShellFile[] = await Promise.all(
        files
          .filter((file) => !NOT_CACHED.includes(file))
          .map(async (file) => ({
            url: urls[file] ?? `/${file}`,
            integrity: `sha256-${digest(await readFile(path.join(outDir, file)), 'base64')}`,
          })),
      );
      const build = { id: digest(JSON.stringify(shell), 'hex').slice(0, 16), shell };
      const file = path.join(outDir, `${SERVICE_WORKER}.js`);
      const code = await readFile(file, 'utf8');
      await writeFile(file, code.replace('__BUILD__', JSON.stringify(build)));
    },
  };
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
}

function digest(content: Buffer | string, encoding: 'hex' | 'base64'): string {
  return createHash('sha256').update(content).digest(encoding);
}
