/** Writes what was measured into docs/PERFORMANCE.md, between the markers of each suite, and its plots beside it. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { metricsOf, type Measuring, type Results } from '../results.ts';
import { plotsOf } from './plots.ts';
import { withSection } from './section.ts';
import { svgOf } from './svg.ts';
import { table } from './table.ts';

const page = fileURLToPath(new URL('../../docs/PERFORMANCE.md', import.meta.url));
const plotsFolder = path.join(path.dirname(page), 'performance');
const SLUGS: Record<string, string> = { '1/s': 'per-second', µs: 'microseconds', ms: 'milliseconds', s: 'seconds' };

export async function writeReport(results: Results): Promise<void> {
  await mkdir(plotsFolder, { recursive: true });
  let text = await readFile(page, 'utf8');
  for (const { name, ...measuring } of results.suites) {
    const metrics = metricsOf(results, name);
    const images: string[] = [];
    for (const plot of plotsOf(metrics)) {
      const file = `${name}-${SLUGS[plot.unit] ?? plot.unit}.svg`;
      await writeFile(path.join(plotsFolder, file), svgOf(plot));
      images.push(`![${name}, ${plot.unit}](performance/${file})`);
    }
    text = withSection(text, name, [...images, table(metrics), where(measuring)].join('\n\n'));
  }
  await writeFile(page, await format(text, { ...(await resolveConfig(page)), filepath: page }));
}

function where({ date, node, cores, cpu, seconds }: Measuring): string {
  return `Measured on ${date} in ${seconds} s, Node ${node}, ${cores} cores (${cpu}).`;
}
