/**
 * `npm run bench [-- --quick] [-- --only NAME,NAME]`: measures one suite after the other and writes bench/results.json,
 * the tables and plots of docs/PERFORMANCE.md. With --quick it is a smoke test of a minute or so, and writes nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Cleanup } from '../local/cleanup.ts';
import type { Suite } from './suite.ts';
import { suites } from './suites/index.ts';
import type { Metric } from './metric.ts';
import { inWords } from './report/in-words.ts';
import { writeReport } from './report/write.ts';
import { machine, readResults, withSuite, writeResults } from './results.ts';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const wanted = options.only?.split(',') ?? suites.map(({ name }) => name);
const unknown = wanted.filter((name) => !suites.some((suite) => suite.name === name));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

let underWay: Cleanup | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void (underWay?.run() ?? Promise.resolve()).finally(() => process.exit(1)));
}

const begun = performance.now();
const failed: string[] = [];
for (const suite of suites.filter(({ name }) => wanted.includes(name))) {
  if (suite.needs && !(await suite.needs.isPresent())) {
    console.log(`\n▸ ${suite.name} is left out: ${suite.needs.name} is missing. ${suite.needs.howToInstall}`);
    continue;
  }
  const suiteBegun = performance.now();
  const metrics = await measure(suite);
  const seconds = Math.round((performance.now() - suiteBegun) / 1000);
  console.log(`  (${seconds} s)`);
  if (!metrics) failed.push(suite.name);
  else if (!options.quick)
    await writeResults(withSuite(await readResults(), suite.name, metrics, { ...machine(), seconds }));
}
if (options.quick) console.log('\n--quick: nothing was written, and these metrics are not to be quoted.');
else await writeReport(await readResults());
console.log(`\n${((performance.now() - begun) / 1000).toFixed(0)} s in all`);
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}.`);
  process.exitCode = 1;
}

/** Undefined if the suite failed: it has logged why. */
async function measure({ name, measure }: Suite): Promise<Metric[] | undefined> {
  console.log(`\n▸ ${name}`);
  const say = (line: string) => console.log(`  ${line}`);
  const folder = await mkdtemp(path.join(tmpdir(), `chat-bench-${name}-`));
  const cleanup = new Cleanup();
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  underWay = cleanup;
  try {
    const metrics = await measure({ quick: options.quick, folder, cleanup, say });
    for (const metric of metrics) console.log(`  • ${inWords(metric)}`);
    return metrics;
  } catch (error) {
    console.error(`  ✘ ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  } finally {
    await cleanup.run().catch((error: unknown) => console.error(error));
  }
}
