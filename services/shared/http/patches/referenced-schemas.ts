import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';

interface ValidatorSchema {
  properties: object;
  paths?: object;
  components?: Components;
}
type Components = Record<string, Record<string, unknown>>;

/** The function that compiles a schema with an Ajv, unless that Ajv has one under the key already. */
interface Compiler {
  useAjvCache: (ajv: object, schema: ValidatorSchema, key: string) => unknown;
}

const REFERENCE = /^#\/components\/([^/]+)\/([^/]+)/;

const validator = createRequire(import.meta.url).resolve('express-openapi-validator');

/**
 * Compiles each schema with the components that it refers to, and equal ones once: express-openapi-validator gives Ajv
 * the complete contract with each operation's parameters, body and response status, and Ajv walks through all of it, so
 * that a start takes seconds. Call this before the validator is used.
 */
export function compileReferencedSchemas(): void {
  const compiler = createRequire(validator)('./middlewares/util') as Compiler;
  const { useAjvCache } = compiler;
  compiler.useAjvCache = (ajv, { paths: _, components = {}, ...schema }) => {
    const own = { ...schema, components: referenced(schema.properties, components) };
    return useAjvCache(ajv, own, createHash('sha256').update(JSON.stringify(own)).digest('hex'));
  };
}

/** The components that a schema refers to, directly and through others. */
function referenced(schema: object, components: Components): Components {
  const found: Components = {};
  const visit = (part: unknown): void => {
    if (typeof part !== 'object' || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      const [, kind, name] = (key === '$ref' && typeof value === 'string' && REFERENCE.exec(value)) || [];
      if (kind === undefined || name === undefined) visit(value);
      else if (found[kind]?.[name] === undefined) {
        (found[kind] ??= {})[name] = components[kind]?.[name];
        visit(components[kind]?.[name]);
      }
    }
  };
  visit(schema);
  return found;
}
