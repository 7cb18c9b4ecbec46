import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import dockerignore from '@balena/dockerignore';
import { processNames } from '../../services/services.ts';
import { version } from '../version.ts';

export interface Image {
  /** Without the tag, as in the manifests. */
  name: string;
  dockerfile: string;
  target?: string;
}

const service = (target: string): Image => ({ name: `chat/${target}`, dockerfile: 'services/Dockerfile', target });

export const IMAGES: Image[] = [
  ...processNames.map(service),
  service('bootstrap'),
  { name: 'chat/frontend', dockerfile: 'frontend/Dockerfile' },
];

/** The label of all images. package.json is among the sources of each, so that a new version has new tags. */
export const VERSION_LABEL = `org.opencontainers.image.version=${version}`;

/** Tags by image name. */
export type Tags = Record<string, string>;

/** Never part of an image, and too large to scan. */
const NEVER = new Set(['node_modules', 'dist', '.git']);

async function filesBelow(file: string): Promise<string[]> {
  const entries = await readdir(file, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return [file];
  const inside = entries.filter(({ name }) => !NEVER.has(name)).map(({ name }) => path.posix.join(file, name));
  return (await Promise.all(inside.map(filesBelow))).flat();
}

/** The sources of a Dockerfile's stage. */
interface Stage {
  name: string;
  /** Paths that it copies from the tree. */
  copied: string[];
  /** Other stages that it starts from or copies from. */
  stages: string[];
}

function stagesOf(dockerfile: string): Stage[] {
  // Each stage begins with its FROM line.
  return dockerfile
    .split(/^FROM /m)
    .slice(1)
    .map((text) => {
      const [, base = '', name = ''] = /^(\S+)(?: AS (\S+))?/.exec(text) ?? [];
      const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
        ([, sources]) => sources?.split(' ') ?? [],
      );
      const from = [...text.matchAll(/^COPY --from=(\S+)/gm)].flatMap(([, stage]) => stage ?? []);
      return { name, copied, stages: [base, ...from] };
    });
}

/** Paths that the stage and all stages it depends on copy from the tree. */
function copiedBy(stage: Stage, all: Stage[]): string[] {
  const used = all.filter(({ name }) => stage.stages.includes(name));
  return [...stage.copied, ...used.flatMap((each) => copiedBy(each, all))];
}

/** The files that a build copies from the tree, according to the Dockerfile and .dockerignore. */
export async function filesOf({ dockerfile, target }: Image): Promise<string[]> {
  const ignored = dockerignore.default().add(await readFile('.dockerignore', 'utf8'));
  const stages = stagesOf(await readFile(dockerfile, 'utf8'));
  const last = target === undefined ? stages.at(-1) : stages.find(({ name }) => name === target);
  if (!last) throw new Error(`${dockerfile} has no stage ${target}.`);
  // A pattern counts as its whole folder: an extra file is better than a missing one.
  const roots = copiedBy(last, stages).map((source) => (source.includes('*') ? path.posix.dirname(source) : source));
  const found = (await Promise.all([...new Set(roots)].map(filesBelow))).flat();
  const kept = found.filter((file) => !ignored.ignores(file));
  return [...new Set([dockerfile, ...kept])].sort();
}

/** A hash of the image's contents, so that a deployment rolls out only what changed. */
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
