import type { ShellFile } from './shell.ts';

/**
 * Caches all files, or changes nothing: a build that is installed again keeps what it has until everything is fetched.
 * `fetchFile` must check the integrity, for which a browser reads the whole body.
 */
export async function cacheShell(
  storage: Pick<CacheStorage, 'delete' | 'open'>,
  name: string,
  shell: readonly ShellFile[],
  fetchFile: (file: ShellFile) => Promise<Response>,
): Promise<void> {
  const files = await Promise.all(
    shell.map(async (file) => {
      const response = await fetchFile(file);
      if (!response.ok) throw new Error(`${file.url} cannot be cached: ${response.status}.`);
      return { url: file.url, response };
    }),
  );
  // Created again if it is there, so that it counts as the newest.
  await storage.delete(name);
  const cache = await storage.open(name);
  await Promise.all(files.map(({ url, response }) => cache.put(url, response)));
}
