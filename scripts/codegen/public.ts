import { join } from 'node:path';
import { serviceNames } from '../../services/services.ts';
import { filterComponents, neededBy } from './references.ts';
import { operationsOf, readSpecs, writeJson, type Operation, type PathItem, type Spec } from './specs.ts';

/** The gateway's prefix of the contracts' paths. */
export const publicPrefix = '/api';

function filterOperations(spec: Spec, keep: (operation: Operation) => boolean): Record<string, PathItem> {
  const paths: Record<string, PathItem> = {};
  for (const [path, item] of Object.entries(spec.paths)) {
    const kept = operationsOf(item).filter(([, operation]) => keep(operation));
    if (kept.length === 0) continue;
    const parameters = item.parameters ? { parameters: item.parameters } : {};
    paths[path] = { ...parameters, ...Object.fromEntries(kept) };
  }
  return paths;
}

/**
 * The contract without the operations that fail the test, and without the tags and components that only those use.
 * Components that no operation names, such as the `data:` of a stream, stay.
 */
export function withOperations(spec: Spec, keep: (operation: Operation) => boolean): Spec {
  const paths = filterOperations(spec, keep);
  const needed = neededBy(spec, paths);
  const dropped = neededBy(
    spec,
    filterOperations(spec, (operation) => !keep(operation)),
  );
  const unnamed = filterComponents(spec.components, (ref) => !needed.has(ref) && !dropped.has(ref));
  const neededByUnnamed = neededBy(spec, unnamed);
  const tags = new Set(Object.values(paths).flatMap((item) => operationsOf(item).flatMap(([, { tags }]) => tags)));
  return {
    ...spec,
    tags: spec.tags.filter(({ name }) => tags.has(name)),
    paths,
    components: filterComponents(
      spec.components,
      (ref) => !dropped.has(ref) || needed.has(ref) || neededByUnnamed.has(ref),
    ),
  };
}

/** The public contract: behind the gateway, without internal operations. */
export function toPublic(spec: Spec): Spec {
  return { ...withOperations(spec, (operation) => !operation['x-internal']), servers: [{ url: publicPrefix }] };
}

/** Writes `FOLDER/NAME.public.json` beside every bundle. */
export async function writePublicBundles(folder: string): Promise<void> {
  const specs = await readSpecs(folder);
  for (const service of serviceNames) await writeJson(join(folder, `${service}.public.json`), toPublic(specs[service]));
}
