import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

export interface Image {
  /** Without its tag, as the manifests name it. */
  name: string;
  dockerfile: string;
  target?: string;
}

const service = (target: string): Image => ({ name: `chat/${target}`, dockerfile: 'services/Dockerfile', target });

export const IMAGES: Image[] = [
  service('auth-service'),
  service('message-service'),
  service('user-service'),
  service('bootstrap'),
  { name: 'chat/frontend', dockerfile: 'frontend/Dockerfile' },
];

/** What goes into the images: .dockerignore lets the same through. */
const SOURCES = ['package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'scripts', 'generated', 'services', 'local', 'frontend']; // prettier-ignore
const LEFT_OUT = new Set(['node_modules', 'dist']);

async function filesBelow(file: string): Promise<string[]> {
  const entries = await readdir(file, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [file];
  const kept = entries.filter(({ name }) => !LEFT_OUT.has(name) && !name.endsWith('.test.ts'));
  return (await Promise.all(kept.map(({ name }) => filesBelow(path.join(file, name))))).flat();
}

/** A tag that changes when anything in the images does, so that a deployment rolls out exactly what changed. */
export async function contentTag(): Promise<string> {
  const files = (await Promise.all(SOURCES.map(filesBelow))).flat().sort();
  const hash = createHash('sha256');
  for (const file of files) {
    hash
      .update(`${file.replaceAll('\\', '/')}\0`)
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 12);
}
