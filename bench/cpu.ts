/** CPU time of processes, as the operating system counts it. */
import pidusage from 'pidusage';
import pg from 'pg';

/** Milliseconds of CPU since each process began. Processes that have ended are omitted. */
export type CpuTimes = Map<number, number>;

export async function cpuTimes(pids: readonly number[]): Promise<CpuTimes> {
  const times = pids.map(async (pid) => {
    const usage = await pidusage(pid).catch(() => undefined);
    return usage ? [[pid, usage.ctime] as const] : [];
  });
  return new Map((await Promise.all(times)).flat());
}

/** Milliseconds of CPU between two readings, of the processes that are in both. */
export function cpuBetween(before: CpuTimes, after: CpuTimes): number {
  let sum = 0;
  for (const [pid, time] of after) sum += time - (before.get(pid) ?? time);
  return sum;
}

/** PostgreSQL's current processes: those of connections and the background writers. */
export async function postgresPids(adminUrl: string): Promise<number[]> {
  const client = new pg.Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ pid: number }>(
      'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() ORDER BY pid',
    );
    return rows.map(({ pid }) => pid);
  } finally {
    await client.end();
  }
}
