import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Tags } from './images.ts';

/**
 * Gives `work` a kustomize folder that is the overlay with the images under their tags, for as long as it runs. The folder
 * is on the project's own drive, since kustomize takes relative paths only.
 */
export async function withTaggedOverlay<T>(
  overlay: string,
  tags: Tags,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(await realpath('node_modules'), '.chat-overlay-'));
  try {
    const kustomization = {
      resources: [path.relative(folder, await realpath(overlay)).replaceAll(path.sep, '/')],
      images: Object.entries(tags).map(([name, newTag]) => ({ name, newTag })),
    };
    // JSON, which every version of YAML reads alike.
    await writeFile(path.join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
