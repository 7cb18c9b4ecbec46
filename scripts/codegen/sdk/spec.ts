import { serviceNames } from '../../../services/services.ts';
import { withOperations } from '../public.ts';
import { filterComponents, mediaTypes, neededBy, resolve } from '../references.ts';
import { operationsOf, type Components, type Operation, type Spec, type Specs } from '../specs.ts';

const STREAM = 'text/event-stream';

function onlyStreams(spec: Spec, operation: Operation): boolean {
  const successes = mediaTypes(spec, operation).filter(([status]) => status.startsWith('2'));
  return successes.length > 0 && successes.every(([, type]) => type === STREAM);
}

/** The generated clients read whole responses: the JSON pages, for clients that poll, and not the streams. */
function withoutStreams(spec: Spec): Spec {
  const copy = structuredClone(withOperations(spec, (operation) => !onlyStreams(spec, operation)));
  for (const [, { responses }] of Object.values(copy.paths).flatMap(operationsOf)) {
    for (const response of Object.values(responses)) delete resolve(copy, response).content?.[STREAM];
  }
  return copy;
}

/** All components together. What two contracts share comes from common.yaml and is the same in both. */
function joinComponents(all: Components[]): Components {
  const joined: Components = {};
  for (const components of all) {
    for (const [section, entries] of Object.entries(components)) {
      const target = (joined[section] ??= {});
      for (const [name, entry] of Object.entries(entries)) {
        const other = target[name];
        if (other && JSON.stringify(other) !== JSON.stringify(entry)) {
          throw new Error(`Two contracts have a different #/components/${section}/${name}: rename one of them.`);
        }
        target[name] = entry;
      }
    }
  }
  return joined;
}

/** One contract made of all services', so that one client with one token does everything. */
export function sdkSpec(specs: Specs): Spec {
  const parts = serviceNames.map((service) => withoutStreams(specs[service]));
  const joined = {
    ...specs.auth,
    info: {
      ...specs.auth.info,
      title: 'Chat',
      description: 'Log in, read and send messages, see who is online.',
    },
    tags: parts.flatMap(({ tags }) => tags),
    paths: Object.assign({}, ...parts.map(({ paths }) => paths)) as Spec['paths'],
    components: joinComponents(parts.map(({ components }) => components)),
  };
  const needed = neededBy(joined, joined.paths);
  const keep = (ref: string) => needed.has(ref) || ref.startsWith('#/components/securitySchemes/');
  return { ...joined, components: filterComponents(joined.components, keep) };
}
