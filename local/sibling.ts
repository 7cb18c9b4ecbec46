import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The module at a path relative to `from` (an `import.meta.url`), as source or compiled like it. */
export function siblingModule(relative: string, from: string): string {
  const self = fileURLToPath(from);
  return path.resolve(path.dirname(self), `${relative}${path.extname(self)}`);
}
