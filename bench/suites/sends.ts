import type { LocalPostgres } from '../../local/postgres.ts';
import { buildRelease, findRelease } from '../../testkit/release.ts';
import type { Baseline } from '../baseline.ts';
import { startNodeBaseline } from '../baselines/start.ts';
import { startOldDesign } from '../baselines/old-design.ts';
import { startProduct } from '../baselines/product.ts';
import type { Suite, Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { Generator } from '../load/generator.ts';
import { measurePosts, medianOf, type Measurement } from '../load/measure.ts';
import { startDatabaseServer } from '../product.ts';
import { EXPRESS, metricsOf, NODE_HTTP, PRODUCT, RELEASE_BEFORE, type Measured } from './sends-metrics.ts';

const CLIENTS = [1, 16, 64];
const MOST_CLIENTS = 64;

/**
 * Durable sends: message-service, compared with the release before, and with servers that take the same posts and store
 * nothing on disk.
 */
export const sends: Suite = {
  name: 'sends',
  measure: async (run) => {
    const postgres = await startDatabaseServer(run);
    const product = await startProduct(run, { name: PRODUCT, postgres, people: MOST_CLIENTS });
    const before = await startReleaseBefore(run, postgres);
    const baselines = [product, ...before, ...(await startOthers(run, product.tokens))];
    const generator = new Generator(run.cleanup);
    const measured = await measureAll(run, generator, baselines);
    const peak = measured.get(PRODUCT)?.get(MOST_CLIENTS)?.rate ?? 0;
    return [...metricsOf(measured, CLIENTS), await latencyAt(peak / 2, run, generator, product)];
  },
};

/** The last release, which is built the first time; none if this clone does not have it. */
async function startReleaseBefore(run: Run, postgres: LocalPostgres): Promise<Baseline[]> {
  const commit = await findRelease(undefined);
  if (commit === undefined) return [];
  run.say(`the release before is ${commit}`);
  const checkout = await buildRelease(commit);
  const options = { name: RELEASE_BEFORE, postgres, database: 'chat_before', people: MOST_CLIENTS, checkout };
  return [await startProduct(run, options)];
}

async function startOthers({ cleanup }: Run, tokens: string[]): Promise<Baseline[]> {
  const nodeHttp = await startNodeBaseline(cleanup, { name: NODE_HTTP, module: 'node-http.ts', tokens });
  const express = await startNodeBaseline(cleanup, { name: EXPRESS, module: 'express.ts', tokens });
  const oldDesign = await startOldDesign(cleanup, MOST_CLIENTS);
  return oldDesign ? [nodeHttp, express, oldDesign] : [nodeHttp, express];
}

/** Alternating, so that other load on the machine affects all alike. */
async function measureAll(run: Run, generator: Generator, baselines: Baseline[]): Promise<Measured> {
  const seconds = run.quick ? 1 : 2;
  // Warm-up: V8 compiles the hot code.
  for (const baseline of baselines) {
    await measurePosts(generator, baseline, { clients: MOST_CLIENTS, seconds: run.quick ? 2 : 4 });
  }
  const rounds = new Map<string, Measurement[]>();
  for (let round = 0; round < (run.quick ? 1 : 3); round++) {
    for (const clients of CLIENTS) {
      for (const baseline of baselines) {
        const measurement = await measurePosts(generator, baseline, { clients, seconds });
        run.say(inWords(baseline, clients, measurement));
        const key = `${baseline.name} ${clients}`;
        rounds.set(key, [...(rounds.get(key) ?? []), measurement]);
      }
    }
  }
  const ofBaseline = ({ name }: Baseline) =>
    new Map(CLIENTS.map((clients) => [clients, medianOf(rounds.get(`${name} ${clients}`) ?? [])]));
  return new Map(baselines.map((baseline) => [baseline.name, ofBaseline(baseline)]));
}

function inWords({ name }: Baseline, clients: number, { rate, cpu, cpuOfAll, generatorCpu }: Measurement): string {
  const costs = `${cpu.toFixed(0)} µs of CPU each, ${cpuOfAll.toFixed(0)} in all, ${generatorCpu.toFixed(0)} to ask`;
  return `${name}, ${clients} clients: ${rate.toFixed(0)}/s, ${costs}`;
}

/** Posts are evenly spaced, whether earlier ones were answered or not (an open loop). */
async function latencyAt(rate: number, run: Run, generator: Generator, { url, tokens }: Baseline): Promise<Metric> {
  const seconds = run.quick ? 3 : 10;
  const { p50, p99 } = await generator.run({ url, requests: { kind: 'posts', tokens }, seconds, rate });
  run.say(`at ${rate.toFixed(0)}/s: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return metric({
    metric: 'latency of a send at half the peak rate, p99',
    value: p99,
    unit: 'ms',
    target: { of: 'value', is: '<', bound: 20 },
  });
}
