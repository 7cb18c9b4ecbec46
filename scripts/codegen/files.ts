import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** What pip and Python leave beside the sources of a package. */
const LEFTOVERS = /(^|\/)(build|[^/]+\.egg-info|__pycache__)\//;

/** Every file below a folder by its path relative to it, with `/` everywhere, in the same order everywhere. */
export async function readFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !LEFTOVERS.test(path))
    .sort();
  return new Map(
    await Promise.all(
      paths.map(async (path): Promise<[string, string]> => [path, await readFile(join(folder, path), 'utf8')]),
    ),
  );
}

/** The paths at which two folders differ. */
export function differences(a: Map<string, string>, b: Map<string, string>): string[] {
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter((path) => a.get(path) !== b.get(path)).sort();
}
