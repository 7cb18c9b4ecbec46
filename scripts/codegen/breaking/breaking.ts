import { isDeepStrictEqual } from 'node:util';
import { neededBy } from '../references.ts';
import type { PathItem, Spec } from '../specs.ts';
import { breaks, changesBetween, type Change } from './oasdiff.ts';

const reference = (name: string) => `#/components/schemas/${name}`;
const schemasOf = (spec: Spec) => Object.keys(spec.components['schemas'] ?? {});

/** Schemas that no operation names, such as the `data:` of a stream. */
function unnamedSchemas(spec: Spec): string[] {
  const named = neededBy(spec, spec.paths);
  return schemasOf(spec).filter((name) => !named.has(reference(name)));
}

function answering(name: string): PathItem {
  const content = { 'application/json': { schema: { $ref: reference(name) } } };
  const responses = { 200: { description: name, content } };
  return { get: { operationId: `schema ${name}`, tags: [], responses } };
}

/** The contract with a path for each of these schemas: oasdiff compares only what operations name. */
function withPathsFor(spec: Spec, names: string[]): Spec {
  const present = names.filter((name) => schemasOf(spec).includes(name));
  const paths = Object.fromEntries(present.map((name) => [`/schema ${name}`, answering(name)]));
  return { ...spec, paths: { ...spec.paths, ...paths } };
}

/** A line such as `PUT /things/{id}: the response property ... became optional`. */
const line = ({ operation = '', path = '', text }: Change) => `${`${operation} ${path}`.trim() || 'contract'}: ${text}`;

/** The changes of a published contract that break its clients, one line each. */
export async function breakingChanges(published: Spec, changed: Spec): Promise<string[]> {
  if (isDeepStrictEqual(published, changed)) return [];
  const unnamed = unnamedSchemas(published);
  const changes = await changesBetween(withPathsFor(published, unnamed), withPathsFor(changed, unnamed));
  return [...new Set(changes.filter(breaks).map(line))].sort();
}
