import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { serviceNames } from '../../services/services.ts';
import { resolve } from './references.ts';
import { operationsOf, readSpecs, type Body, type Reference, type Spec } from './specs.ts';

/**
 * What a JSON value must at least be: a kind of value, a list, or an object with these properties (`name?` for an
 * optional one). A value with a discriminator has the shape that its property's value names. Bounds, formats and enums are left out on purpose: a page that is older than the server accepts what a
 * newer contract adds.
 */
export type Shape =
  | 'string'
  | 'number'
  | 'boolean'
  | 'any'
  | readonly [Shape]
  | readonly [discriminator: string, shapes: Readonly<Record<string, Shape>>]
  | { readonly [property: string]: Shape };

interface Schema {
  type?: string;
  items?: Schema | Reference;
  properties?: Record<string, Schema | Reference>;
  required?: string[];
  discriminator?: { propertyName: string; mapping: Record<string, string> };
}

/** Schemas that no operation answers with by themselves: what the `data:` of a stream holds. */
const STREAMED: Record<string, string> = {
  event: 'Event',
  signal: 'Signal',
  snapshot: 'PresenceSnapshot',
  change: 'PresenceChange',
  preferences: 'Preferences',
  detailedSnapshot: 'DetailedSnapshot',
  detailedChange: 'DetailedChange',
};

export function shapeOf(spec: Spec, part: Schema | Reference): Shape {
  const schema = resolve(spec, part);
  const { discriminator } = schema;
  if (discriminator) {
    const kinds = Object.entries(discriminator.mapping);
    return [
      discriminator.propertyName,
      Object.fromEntries(kinds.map(([kind, $ref]) => [kind, shapeOf(spec, { $ref })])),
    ];
  }
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return schema.type;
    case 'integer':
      return 'number';
    case 'array':
      return [shapeOf(spec, schema.items ?? {})];
    case 'object':
      return Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, property]) => [
          schema.required?.includes(name) ? name : `${name}?`,
          shapeOf(spec, property),
        ]),
      );
    default:
      return 'any';
  }
}

/** The successful answers of every operation by status: the shape of the JSON body, or null for no body. */
export function answersOf(spec: Spec): Record<string, Record<string, Shape | null>> {
  const answers: Record<string, Record<string, Shape | null>> = {};
  for (const [path, item] of Object.entries(spec.paths)) {
    for (const [method, { responses }] of operationsOf(item)) {
      const successes = Object.entries(responses).filter(([status]) => status.startsWith('2'));
      answers[`${method.toUpperCase()} ${path}`] = Object.fromEntries(
        successes.map(([status, response]) => [status, bodyShape(spec, resolve<Body>(spec, response))]),
      );
    }
  }
  return answers;
}

function bodyShape(spec: Spec, { content }: Body): Shape | null {
  const schema = content?.['application/json']?.schema;
  return schema === undefined ? null : shapeOf(spec, schema as Schema | Reference);
}

/** Writes what the page checks of an answer before it believes it; its types alone are gone at run time. */
export async function writeAnswers(bundles: string, file: string): Promise<void> {
  const specs = await readSpecs(bundles, '.public');
  const answers = Object.assign({}, ...serviceNames.map((service) => answersOf(specs[service]))) as object;
  const streamed = Object.entries(STREAMED).map(([name, schema]) => {
    const spec = serviceNames
      .map((service) => specs[service])
      .find(({ components }) => components['schemas']?.[schema]);
    if (!spec) throw new Error(`No contract has a schema ${schema}`);
    return [name, shapeOf(spec, { $ref: `#/components/schemas/${schema}` })];
  });
  const source = `/** Written by \`npm run codegen\`: what every operation answers if it succeeds, by status. */
    export const answers = ${JSON.stringify(answers)} as const;
    /** What the \`data:\` of a stream holds. */
    export const streamed = ${JSON.stringify(Object.fromEntries(streamed))} as const;`;
  await writeFile(file, await format(source, { parser: 'typescript', printWidth: 120, singleQuote: true }));
}
