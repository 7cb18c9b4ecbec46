/** Secrets that are created once and kept in the data folder, readable by their owner only. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The secret kept in `file`; a new one of 256 random bits if there is none. */
export async function loadOrCreateSecret(file: string): Promise<string> {
  const kept = await readFile(file, 'utf8').catch(ignoreMissing);
  if (kept !== undefined && kept.trim() !== '') return kept.trim();
  const secret = randomBytes(32).toString('base64url');
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  // Written to another file and renamed, so that a crash never leaves an incomplete secret.
  await writeFile(`${file}.new`, `${secret}\n`, { mode: 0o600, flush: true });
  await rename(`${file}.new`, file);
  return secret;
}

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
