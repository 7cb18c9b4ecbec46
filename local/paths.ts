/** The checkout's root, for source (local/) and compiled code (dist/local/) alike. */
import { existsSync } from 'node:fs';

export const root = findRoot(new URL('..', import.meta.url));

function findRoot(folder: URL): URL {
  return existsSync(new URL('package-lock.json', folder)) ? folder : findRoot(new URL('..', folder));
}
