import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Every file below a folder by its path relative to it, with `/` everywhere, in the same order everywhere. */
export async function readFiles(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = await Promise.all(
    paths.map(async (path): Promise<[string, string]> => {
      return [relative(folder, path).split(sep).join('/'), await readFile(path, 'utf8')];
    }),
  );
  return new Map(files.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The paths that two folders do not have alike. */
export function differences(a: Map<string, string>, b: Map<string, string>): string[] {
  const paths = new Set([...a.keys(), ...b.keys()]);
  return [...paths].filter((path) => a.get(path) !== b.get(path)).sort();
}
