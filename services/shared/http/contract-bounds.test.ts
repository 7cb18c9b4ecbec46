import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { serviceNames, type ServiceName } from '../../services.ts';
import { operationTable, resolverOf, type OrReference, type Schema } from './operation-table.ts';
import { readSpec, type Spec } from './spec.ts';

type Alternatives = Partial<Record<'oneOf' | 'anyOf' | 'allOf', OrReference<Schema>[]>>;

/** The unbounded places in a request's schema. */
function unbounded(spec: Spec, reference: OrReference<Schema>, place: string, above: readonly Schema[] = []): string[] {
  const schema = resolverOf(spec)<Schema>(reference);
  if (above.includes(schema)) return [];
  const inside = (part: OrReference<Schema>, name: string) =>
    unbounded(spec, part, `${place}/${name}`, [...above, schema]);
  const { oneOf = [], anyOf = [], allOf = [] } = schema as Alternatives;
  const alternatives = [...oneOf, ...anyOf, ...allOf];
  if (alternatives.length > 0) return alternatives.flatMap((part, index) => inside(part, String(index)));
  switch (schema.type) {
    case 'boolean':
      return [];
    case 'string':
      return schema.maxLength !== undefined || schema.enum ? [] : [`${place} has no maxLength`];
    case 'integer':
    case 'number':
      return schema.minimum !== undefined && schema.maximum !== undefined
        ? []
        : [`${place} has no minimum or no maximum`];
    case 'array':
      return [...(schema.maxItems !== undefined ? [] : [`${place} has no maxItems`]), ...inside(schema.items, 'items')];
    case 'object':
      return [
        ...(schema.additionalProperties === false ? [] : [`${place} allows additional properties`]),
        ...Object.entries(schema.properties ?? {}).flatMap(([name, part]) => inside(part, name)),
      ];
    default:
      return [`${place} has no type`];
  }
}

function unboundedOf(name: ServiceName): string[] {
  const spec = readSpec(name);
  const resolve = resolverOf(spec);
  const found: string[] = [];
  operationTable(spec, ({ operationId, requestBody }, parameters) => {
    const place = String(operationId);
    for (const { name: parameter, schema = {} } of parameters) {
      found.push(...unbounded(spec, schema, `${place}/${parameter}`));
    }
    const content = requestBody ? resolve(requestBody).content : {};
    for (const [type, { schema = {} }] of Object.entries(content)) {
      found.push(...unbounded(spec, schema, `${place}/${type}`));
    }
    return true;
  });
  return found;
}

describe('a contract', () => {
  for (const name of serviceNames) {
    it(`bounds all request inputs of ${name}`, () => {
      assert.deepEqual(unboundedOf(name), []);
    });
  }
});
