/** bench/results.json: all figures, and when and where each cell's were measured. */
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import type { Figure } from './figure.ts';

interface Machine {
  date: string;
  node: string;
  cores: number;
  cpu: string;
}

/** How a cell was measured. */
export interface Measuring extends Machine {
  /** Duration. */
  seconds: number;
}

export interface Results {
  /** Cell after cell. */
  figures: Figure[];
  /** The cells in the figures' order, with the number of figures of each. */
  cells: ({ name: string; figures: number } & Measuring)[];
}

const file = fileURLToPath(new URL('results.json', import.meta.url));

export async function readResults(): Promise<Results> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '{"figures":[],"cells":[]}';
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

/** The figures of one cell. */
export function figuresOf({ figures, cells }: Results, name: string): Figure[] {
  let begin = 0;
  for (const cell of cells) {
    if (cell.name === name) return figures.slice(begin, begin + cell.figures);
    begin += cell.figures;
  }
  return [];
}

/** The results with one cell replaced; the others stay. */
export function withCell(results: Results, name: string, figures: Figure[], measuring: Measuring): Results {
  const renewed = { name, figures: figures.length, ...measuring };
  const isThere = results.cells.some((cell) => cell.name === name);
  const cells = isThere
    ? results.cells.map((cell) => (cell.name === name ? renewed : cell))
    : [...results.cells, renewed];
  return { figures: cells.flatMap((cell) => (cell === renewed ? figures : figuresOf(results, cell.name))), cells };
}
