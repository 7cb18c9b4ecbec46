import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Tags } from './images.ts';

/**
 * Runs `work` with a temporary kustomize folder: the overlay with the images' tags. The folder is on the project's own
 * drive, since kustomize accepts only relative paths.
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
    // JSON, which every YAML version parses identically.
    await writeFile(path.join(folder, 'kustomization.yaml'), JSON.stringify(kustomization));
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
