import type { Baseline } from '../baseline.ts';
import { cpuBetween, cpuTimes } from '../cpu.ts';
import { median } from '../percentile.ts';
import type { Generator } from './generator.ts';
import type { Result } from './job.ts';

export interface Measurement extends Pick<Result, 'rate' | 'generatorCpu'> {
  /** Microseconds of CPU per request: of the server itself, and of everything that works for it. */
  cpu: number;
  cpuOfAll: number;
}

export interface Load {
  clients: number;
  seconds: number;
}

/** The given number of clients post as fast as they are answered (a closed loop). */
export async function measurePosts(
  generator: Generator,
  { url, tokens, pid, allPids }: Baseline,
  { clients, seconds }: Load,
): Promise<Measurement> {
  const pids = await allPids();
  const before = await cpuTimes(pids);
  const job = { url, requests: { kind: 'posts', tokens: tokens.slice(0, clients) }, seconds } as const;
  const { rate, requests, generatorCpu } = await generator.run(job);
  const after = await cpuTimes(pids);
  const own = after.get(pid) ?? 0;
  const perRequest = (milliseconds: number) => (milliseconds * 1000) / requests;
  return {
    rate,
    generatorCpu,
    cpu: perRequest(own - (before.get(pid) ?? 0)),
    cpuOfAll: perRequest(cpuBetween(before, after)),
  };
}

/** Each value's median. */
export function medianOf(rounds: readonly Measurement[]): Measurement {
  const of = (key: keyof Measurement) => median(rounds.map((round) => round[key]));
  return { rate: of('rate'), generatorCpu: of('generatorCpu'), cpu: of('cpu'), cpuOfAll: of('cpuOfAll') };
}
