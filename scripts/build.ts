/**
 * `npm run build:services`: compiles services/ and local/ to dist/ and copies the files that they read at run time, so
 * that relative paths are the same for sources and compiled files.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));

const services = readdirSync(join(root, 'services'));
const migrations = services.map((service) => `services/${service}/migrations`);
const runTimeFolders = ['generated/openapi', 'generated/gateway', ...migrations];

try {
  execFileSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root, stdio: 'inherit' });
} catch {
  process.exit(1); // tsc has printed the errors
}

for (const folder of runTimeFolders) {
  const from = join(root, folder);
  const to = join(root, 'dist', folder);
  rmSync(to, { recursive: true, force: true });
  if (existsSync(from)) cpSync(from, to, { recursive: true });
}
