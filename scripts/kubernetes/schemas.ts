/**
 * `npm run k8s:schemas`: writes k8s/schemas/, one JSON Schema per kind that the manifests use, from the OpenAPI
 * document of the Go module k8s.io/kubernetes. Needs Go and a network; checking the manifests needs neither.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { capture } from './command.ts';

const VERSION = 'v1.34.2';
const FOLDER = 'k8s/schemas';

/** The kinds used in k8s/, by their names in the document. */
const KINDS = [
  'io.k8s.api.apps.v1.Deployment',
  'io.k8s.api.apps.v1.StatefulSet',
  'io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler',
  'io.k8s.api.batch.v1.Job',
  'io.k8s.api.core.v1.ConfigMap',
  'io.k8s.api.core.v1.Namespace',
  'io.k8s.api.core.v1.Service',
  'io.k8s.api.core.v1.ServiceAccount',
  'io.k8s.api.networking.v1.Ingress',
  'io.k8s.api.networking.v1.NetworkPolicy',
  'io.k8s.api.policy.v1.PodDisruptionBudget',
];

interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: Schema | boolean;
  enum?: unknown[];
}

type Definitions = Record<string, Schema>;

const PREFIX = '#/definitions/';

/** A definition without additional fields, so that misspelt ones are errors, and without descriptions. */
function strict({ $ref, type, format, properties, required, items, additionalProperties }: Schema): object {
  if ($ref) return { $ref };
  // A port is a number or a name, but the document has only string.
  if (format === 'int-or-string') return { type: ['integer', 'string'] };
  return {
    ...(type ? { type } : {}),
    ...(required ? { required } : {}),
    ...(items ? { items: strict(items) } : {}),
    ...(properties
      ? {
          properties: Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, strict(value)])),
          additionalProperties: false,
        }
      : typeof additionalProperties === 'object'
        ? { additionalProperties: strict(additionalProperties) }
        : {}),
  };
}

function referred(schema: Schema): string[] {
  const inner = [schema.items, schema.additionalProperties, ...Object.values(schema.properties ?? {})];
  const own = schema.$ref ? [schema.$ref.slice(PREFIX.length)] : [];
  return [...own, ...inner.flatMap((each) => (typeof each === 'object' ? referred(each) : []))];
}

/** The definition and all that it references. */
function closure(name: string, definitions: Definitions, found: Definitions = {}): Definitions {
  const definition = definitions[name];
  if (!definition || name in found) return found;
  found[name] = definition;
  for (const next of referred(definition)) closure(next, definitions, found);
  return found;
}

const { Dir } = JSON.parse(await capture('go', ['mod', 'download', '-json', `k8s.io/kubernetes@${VERSION}`])) as {
  Dir: string;
};
const document = JSON.parse(await readFile(path.join(Dir, 'api/openapi-spec/swagger.json'), 'utf8')) as {
  definitions: Definitions;
};
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
for (const name of KINDS) {
  const found = closure(name, document.definitions);
  const definitions = Object.fromEntries(Object.entries(found).map(([key, value]) => [key, strict(value)]));
  const [version, kind] = name.split('.').slice(-2);
  const schema = { $comment: `Kubernetes ${VERSION}`, $ref: PREFIX + name, definitions };
  await writeFile(path.join(FOLDER, `${kind ?? ''}.${version ?? ''}.json`), `${JSON.stringify(schema)}\n`);
}
console.log(`${KINDS.length} schemas of Kubernetes ${VERSION} are in ${FOLDER}/.`);
