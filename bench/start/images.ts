import { capture } from '../../scripts/kubernetes/command.ts';
import { contentTags } from '../../scripts/kubernetes/images.ts';
import type { Run } from '../cell.ts';
import { figure, type Figure } from '../figure.ts';

/** The sizes of the images of this very code, as far as Docker has them. */
export async function sizesOfImages(run: Run): Promise<Figure[]> {
  const figures: Figure[] = [];
  const missing: string[] = [];
  for (const [name, tag] of Object.entries(await contentTags())) {
    const image = `${name}:${tag}`;
    const size = await capture('docker', ['image', 'inspect', '--format', '{{.Size}}', image]).catch(() => undefined);
    if (size === undefined) missing.push(image);
    else figures.push(figure({ figure: `image ${name}`, value: Number(size), unit: 'bytes' }));
  }
  if (missing.length > 0) run.say(`Docker does not have these images, whose sizes are left out: ${missing.join(', ')}`);
  return figures;
}
