import { join } from 'node:path';
import { serviceNames } from '../../services/services.ts';
import { version } from '../version.ts';
import { contracts, redocly } from './redocly.ts';
import { readSpecs, writeJson, type PathItem, type Spec } from './specs.ts';

/** Writes each contract, with what it shares with the others, as the one file `FOLDER/NAME.json` that tools read. */
export async function writeBundles(folder: string): Promise<void> {
  // One process for all: starting it takes far longer than bundling.
  await redocly('bundle', ...contracts, '--ext', 'json', '--output', folder);
  const specs = await readSpecs(folder);
  for (const service of serviceNames) {
    const spec = nameInExamples(specs[service]);
    await writeJson(join(folder, `${service}.json`), { ...spec, info: { ...spec.info, version } });
  }
}

/** openapi/operations.yaml stands once for all services: each gets its own name in the examples. */
function nameInExamples(spec: Spec): Spec {
  const named = (key: string, value: unknown): unknown =>
    key === 'service' && typeof value === 'string' ? spec.info.title : value;
  const paths = Object.entries(spec.paths).map(([path, item]): [string, PathItem] => [
    path,
    item.get?.tags.includes('operations') ? (JSON.parse(JSON.stringify(item, named)) as PathItem) : item,
  ]);
  return { ...spec, paths: Object.fromEntries(paths) };
}
