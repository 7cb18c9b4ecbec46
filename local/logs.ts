/**
 * Log files that processes append to themselves, so that they outlive the supervisor; rotated, so that they stay
 * bounded.
 */
import { copyFile, mkdir, open, readdir, rename, stat, truncate } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import path from 'node:path';

const maxBytes = 10_000_000;
const checkInterval = 60_000;

/** Opens a log to give to a process; the caller closes its own handle then. */
export async function openLog(file: string): Promise<FileHandle> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  if ((await size(file)) > maxBytes) await rename(file, older(file));
  return open(file, 'a', 0o600);
}

/** Rotates logs while they are written to: a log that is too long is copied to the older one and truncated. */
export function boundLogs(folder: string): { stop(): void } {
  const timer = setInterval(() => void shorten(folder).catch(() => undefined), checkInterval);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

async function shorten(folder: string): Promise<void> {
  const logs = (await readdir(folder)).filter((name) => name.endsWith('.log'));
  for (const file of logs.map((name) => path.join(folder, name))) {
    if ((await size(file)) <= maxBytes) continue;
    await copyFile(file, older(file));
    await truncate(file);
  }
}

function older(file: string): string {
  return `${file}.1`;
}

async function size(file: string): Promise<number> {
  return stat(file).then(
    (stats) => stats.size,
    () => 0,
  );
}
