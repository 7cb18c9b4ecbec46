import { readFile } from 'node:fs/promises';
import { capture } from '../../scripts/kubernetes/command.ts';
import { contentTags, IMAGES, type Image } from '../../scripts/kubernetes/images.ts';
import type { Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';

/** Where the images may be: Docker, or the Docker of a test cluster. */
const PROGRAMS: [string, ...string[]][] = [['docker'], ['cluster', 'docker']];

/** The sizes of this code's images beyond their base images, if they are built. */
export async function sizesOfImages(run: Run): Promise<Metric[]> {
  const tags = await contentTags();
  const metrics: Metric[] = [];
  for (const image of IMAGES) {
    const base = await baseOf(image);
    const [size, baseSize] = [await sizeOf(`${image.name}:${tags[image.name] ?? ''}`), await sizeOf(base)];
    if (size === undefined || baseSize === undefined) {
      run.say(`The image ${image.name} of this code is not built here: its size is left out.`);
      continue;
    }
    metrics.push(
      metric({
        metric: `image ${image.name}, without its base`,
        value: size - baseSize,
        unit: 'bytes',
        against: { name: `its base, as it is here (${base})`, value: baseSize },
      }),
    );
  }
  return metrics;
}

/** The image that the Dockerfile's last FROM names; its default if that is an argument. */
async function baseOf({ dockerfile }: Image): Promise<string> {
  const text = await readFile(dockerfile, 'utf8');
  const argument = (name: string) => new RegExp(`^ARG ${name}=(\\S+)$`, 'm').exec(text)?.[1] ?? '';
  const stages = [...text.matchAll(/^FROM (\S+)/gm)].map(([, image = '']) =>
    image.replace(/^\$\{(\w+)\}$/, (_, name: string) => argument(name)),
  );
  return stages.findLast((stage) => stage.includes(':')) ?? '';
}

/** In bytes. */
async function sizeOf(image: string): Promise<number | undefined> {
  for (const [program, ...first] of PROGRAMS) {
    const args = [...first, 'image', 'inspect', '--format', '{{.Size}}', image];
    const size = await capture(program, args).catch(() => undefined);
    if (size !== undefined) return Number(size);
  }
  return undefined;
}
