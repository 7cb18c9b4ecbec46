import { join } from 'node:path';
import { serviceNames } from '../../services/services.ts';
import { version } from '../version.ts';
import { contracts, redocly } from './redocly.ts';
import { readSpecs, writeJson } from './specs.ts';

/** Writes each contract, with what it shares with the others, as the one file `FOLDER/NAME.json` that tools read. */
export async function writeBundles(folder: string): Promise<void> {
  // One process for all: starting it takes far longer than bundling.
  await redocly('bundle', ...contracts, '--ext', 'json', '--output', folder);
  const specs = await readSpecs(folder);
  for (const service of serviceNames) {
    const spec = specs[service];
    await writeJson(join(folder, `${service}.json`), { ...spec, info: { ...spec.info, version } });
  }
}
