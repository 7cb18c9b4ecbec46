/** What a running PostgreSQL writes into `postmaster.pid`. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';

export interface ServerState {
  pid: number;
  port: number;
  status: string;
}

export async function readPidFile(folder: string): Promise<ServerState | undefined> {
  let text;
  try {
    text = await readFile(path.join(folder, 'postmaster.pid'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // Lines: pid, folder, start time, port, socket folder, address, shared memory key, status.
  const lines = text.split('\n').map((line) => line.trim());
  return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7] ?? '' };
}
