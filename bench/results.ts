/** bench/results.json: all metrics, and when and where each suite's were measured. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import type { Metric } from './metric.ts';

interface Machine {
  date: string;
  node: string;
  cores: number;
  cpu: string;
}

/** How a suite was measured. */
export interface Measuring extends Machine {
  /** Duration. */
  seconds: number;
}

export interface Results {
  /** Suite after suite. */
  metrics: Metric[];
  /** The suites in the metrics' order, with the number of metrics of each. */
  suites: ({ name: string; metrics: number } & Measuring)[];
}

const file = fileURLToPath(new URL('results.json', import.meta.url));

export async function readResults(): Promise<Results> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '{"metrics":[],"suites":[]}';
    throw error;
  });
  return JSON.parse(text) as Results;
}

export async function writeResults(results: Results): Promise<void> {
  await writeFile(file, await format(JSON.stringify(results), { parser: 'json', printWidth: 120 }));
}

/** The machine that this runs on, today. */
export function machine(): Machine {
  return {
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? 'unknown',
  };
}

/** The metrics of one suite. */
export function metricsOf({ metrics, suites }: Results, name: string): Metric[] {
  let begin = 0;
  for (const suite of suites) {
    if (suite.name === name) return metrics.slice(begin, begin + suite.metrics);
    begin += suite.metrics;
  }
  return [];
}

/** The results with one suite replaced; the others stay. */
export function withSuite(results: Results, name: string, metrics: Metric[], measuring: Measuring): Results {
  const renewed = { name, metrics: metrics.length, ...measuring };
  const isThere = results.suites.some((suite) => suite.name === name);
  const suites = isThere
    ? results.suites.map((suite) => (suite.name === name ? renewed : suite))
    : [...results.suites, renewed];
  return { metrics: suites.flatMap((suite) => (suite === renewed ? metrics : metricsOf(results, suite.name))), suites };
}
