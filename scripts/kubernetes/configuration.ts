import { createHash } from 'node:crypto';
import type { Manifest } from './manifests.ts';
import type { Secrets } from './secrets.ts';

const ANNOTATION = 'chat/configuration';

interface ConfigMap extends Manifest {
  data?: Record<string, string>;
}

/**
 * Adds to each Deployment's pod template a hash of the ConfigMaps and Secrets that its pods read: a pod reads them at
 * startup, and Kubernetes replaces it only if its template changes. A Job is new each time, and the database's password
 * is set in the running database, so neither needs it.
 */
export function withConfigurationHash(manifests: Manifest[], secrets: Secrets): Manifest[] {
  const configMaps = manifests.filter(({ kind }) => kind === 'ConfigMap') as ConfigMap[];
  const values = new Map(
    [
      ...configMaps.map(({ metadata, data }) => ['ConfigMap', metadata.name, data] as const),
      ...Object.entries(secrets).map(([name, data]) => ['Secret', name, data] as const),
    ].map(([kind, name, data]) => [`${kind}/${name}`, Object.entries(data ?? {}).sort()]),
  );
  return manifests.map((manifest) => {
    const { kind, spec } = manifest;
    if (kind !== 'Deployment' || !spec?.template) return manifest;
    const read = [...referencesIn(spec.template)].sort().map((reference) => [reference, values.get(reference)]);
    const hash = createHash('sha256').update(JSON.stringify(read)).digest('hex').slice(0, 16);
    const metadata = spec.template.metadata;
    const annotated = { ...metadata, annotations: { ...metadata?.annotations, [ANNOTATION]: hash } };
    return { ...manifest, spec: { ...spec, template: { ...spec.template, metadata: annotated } } };
  });
}

const KINDS: Record<string, string> = {
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
};

/** The ConfigMaps and Secrets that a pod's containers use as environment, as `kind/name`. */
function referencesIn(value: unknown): Set<string> {
  if (typeof value !== 'object' || value === null) return new Set();
  const found = Object.entries(value).flatMap(([field, inner]: [string, unknown]) => {
    const kind = KINDS[field];
    return kind === undefined ? [...referencesIn(inner)] : [`${kind}/${(inner as { name: string }).name}`];
  });
  return new Set(found);
}
