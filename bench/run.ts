/**
 * `npm run bench [-- --quick] [-- --only NAME,NAME]`: measures one cell after the other and writes bench/results.json,
 * the tables and plots of docs/PERFORMANCE.md. With --quick it is a smoke test of a minute or so, and writes nothing.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Cleanup } from '../local/cleanup.ts';
import type { Cell } from './cell.ts';
import { cells } from './cells/index.ts';
import type { Figure } from './figure.ts';
import { inWords } from './report/in-words.ts';
import { writeReport } from './report/write.ts';
import { machine, readResults, withCell, writeResults } from './results.ts';

const { values: options } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const wanted = options.only?.split(',') ?? cells.map(({ name }) => name);
const unknown = wanted.filter((name) => !cells.some((cell) => cell.name === name));
if (unknown.length > 0) {
  console.error(`There is no cell ${unknown.join(', ')}. There are: ${cells.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

let underWay: Cleanup | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void (underWay?.run() ?? Promise.resolve()).finally(() => process.exit(1)));
}

const begun = performance.now();
const failed: string[] = [];
for (const cell of cells.filter(({ name }) => wanted.includes(name))) {
  if (cell.needs && !(await cell.needs.isPresent())) {
    console.log(`\n▸ ${cell.name} is left out: ${cell.needs.name} is missing. ${cell.needs.howToInstall}`);
    continue;
  }
  const cellBegun = performance.now();
  const figures = await measure(cell);
  const seconds = Math.round((performance.now() - cellBegun) / 1000);
  console.log(`  (${seconds} s)`);
  if (!figures) failed.push(cell.name);
  else if (!options.quick)
    await writeResults(withCell(await readResults(), cell.name, figures, { ...machine(), seconds }));
}
if (options.quick) console.log('\n--quick: nothing was written, and these figures are not to be quoted.');
else await writeReport(await readResults());
console.log(`\n${((performance.now() - begun) / 1000).toFixed(0)} s in all`);
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}.`);
  process.exitCode = 1;
}

/** Undefined if the cell failed: it has logged why. */
async function measure({ name, measure }: Cell): Promise<Figure[] | undefined> {
  console.log(`\n▸ ${name}`);
  const say = (line: string) => console.log(`  ${line}`);
  const folder = await mkdtemp(path.join(tmpdir(), `chat-bench-${name}-`));
  const cleanup = new Cleanup();
  cleanup.add(() => rm(folder, { recursive: true, force: true }));
  underWay = cleanup;
  try {
    const figures = await measure({ quick: options.quick, folder, cleanup, say });
    for (const figure of figures) console.log(`  • ${inWords(figure)}`);
    return figures;
  } catch (error) {
    console.error(`  ✘ ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  } finally {
    await cleanup.run().catch((error: unknown) => console.error(error));
  }
}
