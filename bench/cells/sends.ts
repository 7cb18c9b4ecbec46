import { startNodeCandidate, type Candidate } from '../candidates/candidate.ts';
import { startOldDesign } from '../candidates/old-design.ts';
import { startProduct } from '../candidates/product.ts';
import type { Cell, Run } from '../cell.ts';
import { figure, type Figure } from '../figure.ts';
import { Generator } from '../load/generator.ts';
import { measurePosts, medianOf, type Measurement } from '../load/measure.ts';
import { EXPRESS, figuresOf, NODE_HTTP, PRODUCT, type Measured } from './sends-figures.ts';

const CLIENTS = [1, 16, 64];
const MOST_CLIENTS = 64;

/** Durable sends: message-service, compared with servers that take the same posts and store nothing on disk. */
export const sends: Cell = {
  name: 'sends',
  measure: async (run) => {
    const product = await startProduct(run, MOST_CLIENTS);
    const candidates = [product, ...(await startOthers(run, product.tokens))];
    const generator = new Generator(run.cleanup);
    const measured = await measureAll(run, generator, candidates);
    const peak = measured.get(PRODUCT)?.get(MOST_CLIENTS)?.rate ?? 0;
    return [...figuresOf(measured, CLIENTS), await latencyAt(peak / 2, run, generator, product)];
  },
};

async function startOthers({ cleanup }: Run, tokens: string[]): Promise<Candidate[]> {
  const nodeHttp = await startNodeCandidate(cleanup, { name: NODE_HTTP, module: 'node-http.ts', tokens });
  const express = await startNodeCandidate(cleanup, { name: EXPRESS, module: 'express.ts', tokens });
  const oldDesign = await startOldDesign(cleanup, MOST_CLIENTS);
  return oldDesign ? [nodeHttp, express, oldDesign] : [nodeHttp, express];
}

/** Alternating, so that other load on the machine affects all alike. */
async function measureAll(run: Run, generator: Generator, candidates: Candidate[]): Promise<Measured> {
  const seconds = run.quick ? 1 : 2;
  // Warm-up: V8 compiles the hot code.
  for (const candidate of candidates) {
    await measurePosts(generator, candidate, { clients: MOST_CLIENTS, seconds: run.quick ? 2 : 4 });
  }
  const rounds = new Map<string, Measurement[]>();
  for (let round = 0; round < (run.quick ? 1 : 3); round++) {
    for (const clients of CLIENTS) {
      for (const candidate of candidates) {
        const measurement = await measurePosts(generator, candidate, { clients, seconds });
        run.say(inWords(candidate, clients, measurement));
        const key = `${candidate.name} ${clients}`;
        rounds.set(key, [...(rounds.get(key) ?? []), measurement]);
      }
    }
  }
  const ofCandidate = ({ name }: Candidate) =>
    new Map(CLIENTS.map((clients) => [clients, medianOf(rounds.get(`${name} ${clients}`) ?? [])]));
  return new Map(candidates.map((candidate) => [candidate.name, ofCandidate(candidate)]));
}

function inWords({ name }: Candidate, clients: number, { rate, cpu, cpuOfAll, generatorCpu }: Measurement): string {
  const costs = `${cpu.toFixed(0)} µs of CPU each, ${cpuOfAll.toFixed(0)} in all, ${generatorCpu.toFixed(0)} to ask`;
  return `${name}, ${clients} clients: ${rate.toFixed(0)}/s, ${costs}`;
}

/** Posts are evenly spaced, whether earlier ones were answered or not (an open loop). */
async function latencyAt(rate: number, run: Run, generator: Generator, { url, tokens }: Candidate): Promise<Figure> {
  const seconds = run.quick ? 3 : 10;
  const { p50, p99 } = await generator.run({ url, requests: { kind: 'posts', tokens }, seconds, rate });
  run.say(`at ${rate.toFixed(0)}/s: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`);
  return figure({
    figure: 'latency of a send at half the peak rate, p99',
    value: p99,
    unit: 'ms',
    target: { of: 'value', is: '<', bound: 20 },
  });
}
