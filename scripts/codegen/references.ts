import type { Components, Operation, Reference, Spec } from './specs.ts';

/** The `$ref`s to components in a part of a document. */
function referencesIn(part: unknown): string[] {
  if (Array.isArray(part)) return part.flatMap(referencesIn);
  if (typeof part !== 'object' || part === null) return [];
  return Object.entries(part).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : referencesIn(value),
  );
}

const reference = (section: string, name: string) => `#/components/${section}/${name}`;

function lookUp(spec: Spec, ref: string): unknown {
  const [, , section = '', name = ''] = ref.split('/');
  return spec.components[section]?.[name];
}

/** A part of a document, with a reference to a component resolved. */
export function resolve<Part extends object>(spec: Spec, part: Part | Reference): Part {
  return '$ref' in part ? (lookUp(spec, part.$ref) as Part) : part;
}

/** The media types of an operation's responses with a status. */
export function mediaTypes(spec: Spec, operation: Operation): [status: string, mediaType: string][] {
  return Object.entries(operation.responses).flatMap(([status, response]) =>
    Object.keys(resolve(spec, response).content ?? {}).map((type): [string, string] => [status, type]),
  );
}

/** The components that a part of a document needs, as `$ref`s, transitively. */
export function neededBy(spec: Spec, part: unknown): Set<string> {
  const needed = new Set<string>();
  const waiting = referencesIn(part);
  for (let ref = waiting.pop(); ref; ref = waiting.pop()) {
    if (needed.has(ref)) continue;
    needed.add(ref);
    waiting.push(...referencesIn(lookUp(spec, ref)));
  }
  return needed;
}

/** The components whose `$ref` passes the test; empty sections are removed. */
export function filterComponents(components: Components, keep: (ref: string) => boolean): Components {
  return Object.fromEntries(
    Object.entries(components)
      .map(([section, entries]): [string, Record<string, unknown>] => [
        section,
        Object.fromEntries(Object.entries(entries).filter(([name]) => keep(reference(section, name)))),
      ])
      .filter(([, entries]) => Object.keys(entries).length > 0),
  );
}
