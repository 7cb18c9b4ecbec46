import { readFile } from 'node:fs/promises';

const KIB = 1024;

export interface Memory {
  /** Bytes that are in memory now. */
  resident: number;
  /** The peak: what a container's limit is compared with. */
  peak: number;
}

/** A process's own memory, without what the kernel holds for its sockets. */
export async function memory(pid: number): Promise<Memory> {
  return parseStatus(await readFile(`/proc/${pid}/status`, 'utf8'));
}

/** Reads /proc/PID/status. */
export function parseStatus(status: string): Memory {
  const bytes = (name: string) => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    if (kilobytes === undefined) throw new Error(`A process's status has no ${name}.`);
    return Number(kilobytes) * KIB;
  };
  return { resident: bytes('VmRSS'), peak: bytes('VmHWM') };
}
