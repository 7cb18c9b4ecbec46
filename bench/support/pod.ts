import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** What a pod of any service gets (k8s/base/*-service/deployment.yaml). */
const MEMORY_BYTES = 256 * 1024 * 1024;
const PERIOD_US = 100_000;
const QUOTA_US = 20_000;

/** Files of a control group in cgroup v1 and v2, and what is written to them. */
const LAYOUTS = [
  {
    groups: { cpu: '/sys/fs/cgroup' },
    limits: [
      ['cpu', 'cpu.max', `${QUOTA_US} ${PERIOD_US}`],
      ['cpu', 'memory.max', String(MEMORY_BYTES)],
    ],
    peak: ['cpu', 'memory.peak'],
  },
  {
    groups: { cpu: '/sys/fs/cgroup/cpu', memory: '/sys/fs/cgroup/memory' },
    limits: [
      ['cpu', 'cpu.cfs_quota_us', String(QUOTA_US)],
      ['memory', 'memory.limit_in_bytes', String(MEMORY_BYTES)],
    ],
    peak: ['memory', 'memory.max_usage_in_bytes'],
  },
] as const;

/** A control group with a pod's limits: 200m of CPU and 256Mi of memory. */
export class Pod {
  readonly #folders: Record<string, string>;
  readonly #peak: string;

  private constructor(folders: Record<string, string>, peak: string) {
    this.#folders = folders;
    this.#peak = peak;
  }

  /** Undefined if this process may not create one: that takes Linux and root. */
  static async make(name: string): Promise<Pod | undefined> {
    for (const { groups, limits, peak } of LAYOUTS) {
      const folders = Object.fromEntries(Object.entries(groups).map(([key, root]) => [key, path.join(root, name)]));
      const fileOf = (group: string, file: string) => path.join(folders[group] ?? '', file);
      const [peakGroup, peakFile] = peak;
      const pod = new Pod(folders, fileOf(peakGroup, peakFile));
      try {
        for (const folder of Object.values(folders)) await mkdir(folder);
        for (const [group, file, value] of limits) await writeFile(fileOf(group, file), value, { flag: 'r+' });
        return pod;
      } catch {
        await pod.remove();
      }
    }
    return undefined;
  }

  /** From now on the process is limited. */
  async add(pid: number): Promise<void> {
    for (const folder of Object.values(this.#folders)) {
      await writeFile(path.join(folder, 'cgroup.procs'), String(pid), { flag: 'r+' });
    }
  }

  /** The peak memory in bytes: the process's, and what the kernel holds for its sockets. */
  async peakMemory(): Promise<number> {
    return Number(await readFile(this.#peak, 'utf8'));
  }

  /** Once its processes have ended. */
  async remove(): Promise<void> {
    for (const folder of Object.values(this.#folders)) await rmdir(folder).catch(() => undefined);
  }
}
