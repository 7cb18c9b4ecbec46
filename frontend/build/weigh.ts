import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);

export interface Weight {
  file: string;
  /** Compressed by gzip. */
  bytes: number;
}

/** The scripts and styles of the built page; empty if it is not built. */
export async function weigh(): Promise<Weight[]> {
  const all = await readdir(fileURLToPath(dist), { recursive: true }).catch(() => []);
  const files = all.filter((file) => /\.(?:js|css)$/.test(file));
  return Promise.all(
    files.map(async (file) => {
      const content = await readFile(new URL(file.replaceAll('\\', '/'), dist));
      return { file, bytes: gzipSync(content, { level: 9 }).length };
    }),
  );
}
