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

/** What a stage of a Dockerfile is made of. */
interface Stage {
  name: string;
  /** What it copies of the tree. */
  copied: string[];
  /** The other stages that it begins with, or copies from. */
  stages: string[];
}

function stagesOf(dockerfile: string): Stage[] {
  // Each begins with its FROM line.
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

/** What the stage copies of the tree, and all stages that it is made of. */
function copiedBy(stage: Stage, all: Stage[]): string[] {
  const used = all.filter(({ name }) => stage.stages.includes(name));
  return [...stage.copied, ...used.flatMap((each) => copiedBy(each, all))];
}

/** What a build copies of the tree: as the Dockerfile says, without what .dockerignore keeps out. */
export async function filesOf({ dockerfile, target }: Image): Promise<string[]> {
  const ignored = dockerignore.default().add(await readFile('.dockerignore', 'utf8'));
  const stages = stagesOf(await readFile(dockerfile, 'utf8'));
  const last = target === undefined ? stages.at(-1) : stages.find(({ name }) => name === target);
  if (!last) throw new Error(`${dockerfile} has no stage ${target}.`);
  // A pattern stands for the folder that it is in: rather one file too many than one too few.
  const roots = copiedBy(last, stages).map((source) => (source.includes('*') ? path.posix.dirname(source) : source));
  const found = (await Promise.all([...new Set(roots)].map(filesBelow))).flat();
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
