import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import dockerignore from '@balena/dockerignore';

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

/** The images' tags, by their names. */
export type Tags = Record<string, string>;

/** Never part of an image, and too many to look at. */
const NEVER = new Set(['node_modules', 'dist', '.git']);

async function filesBelow(file: string): Promise<string[]> {
  const entries = await readdir(file, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [file];
  const inside = entries.filter(({ name }) => !NEVER.has(name)).map(({ name }) => path.posix.join(file, name));
  return (await Promise.all(inside.map(filesBelow))).flat();
}

/** What a build copies of the tree: as the Dockerfile says, without what .dockerignore keeps out. */
export async function filesOf({ dockerfile }: Image): Promise<string[]> {
  const ignored = dockerignore.default().add(await readFile('.dockerignore', 'utf8'));
  const text = await readFile(dockerfile, 'utf8');
  const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) => sources?.split(' ') ?? []);
  // A pattern stands for the folder that it is in: rather one file too many than one too few.
  const roots = copied.map((source) => (source.includes('*') ? path.posix.dirname(source) : source));
  const found = (await Promise.all(roots.map(filesBelow))).flat();
  const kept = found.filter((file) => !ignored.ignores(file));
  return [...new Set([dockerfile, ...kept])].sort();
}

/** Changes when anything in the image does, so that a deployment rolls out what changed and nothing else. */
async function tagOf(image: Image): Promise<string> {
  const hash = createHash('sha256');
  for (const file of await filesOf(image)) {
    hash
      .update(`${file}\0`)
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 12);
}

export async function contentTags(): Promise<Tags> {
  return Object.fromEntries(await Promise.all(IMAGES.map(async (image) => [image.name, await tagOf(image)] as const)));
}
