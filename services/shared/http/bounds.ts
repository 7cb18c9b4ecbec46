import { invalid, MAX_ERRORS, type FieldError } from './invalid.ts';
import { resolverOf, type OrReference, type Schema } from './operation-table.ts';
import type { Spec } from './spec.ts';

/*
 * Checks the contract's size bounds before any work whose cost grows with the input. The validator collects every
 * error, so it would normalize, match and list input of any length.
 */

/** Only oversized values end the request here; the validator reports the rest. */
interface Findings {
  readonly errors: FieldError[];
  tooLarge: boolean;
}
type Check = (value: unknown, field: string, findings: Findings) => void;

const isFull = ({ errors }: Findings) => errors.length > MAX_ERRORS;

function report(findings: Findings, field: string, detail: string): void {
  findings.tooLarge = true;
  findings.errors.push({ field, detail });
}

function checkString({ maxLength = Infinity }: Schema): Check {
  return (value, field, findings) => {
    // A code point has at most two UTF-16 units, and counting units is O(1). What passes is at most twice too long.
    if (typeof value === 'string' && value.length > 2 * maxLength) {
      report(findings, field, `must NOT have more than ${maxLength} characters`);
    }
  };
}

function checkArray({ maxItems = Infinity }: Schema, item: Check): Check {
  return (value, field, findings) => {
    if (!Array.isArray(value)) return;
    if (value.length > maxItems) {
      report(findings, field, `must NOT have more than ${maxItems} items`);
      return;
    }
    for (const [index, each] of value.entries()) {
      if (isFull(findings)) return;
      item(each, `${field}/${index}`, findings);
    }
  };
}

function checkObject(properties: ReadonlyMap<string, Check>, isClosed: boolean): Check {
  return (value, field, findings) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, each] of Object.entries(value)) {
      const check = properties.get(key);
      if (check) check(each, `${field}/${key}`, findings);
      else if (isClosed)
        findings.errors.push({ field: `${field}/${key}`, detail: 'must NOT have additional properties' });
      if (isFull(findings)) {
        findings.tooLarge = true;
        return;
      }
    }
  };
}

const nothing: Check = () => undefined;

/** Compiles a schema's bounds. Alternatives (`oneOf`, `anyOf`) have no common bounds and are left to the validator. */
function compile(spec: Spec): (schema: OrReference<Schema>) => Check {
  const resolve = resolverOf(spec);
  const known = new Map<Schema, Check>();
  const compiled = (reference: OrReference<Schema>): Check => {
    const schema = resolve<Schema>(reference);
    const found = known.get(schema);
    if (found) return found;
    // A schema may be recursive.
    known.set(schema, (...of) => known.get(schema)?.(...of));
    const check = make(schema);
    known.set(schema, check);
    return check;
  };
  const make = (schema: Schema): Check => {
    if (schema.type === 'string') return checkString(schema);
    if (schema.type === 'array') return checkArray(schema, compiled(schema.items));
    if (schema.type !== 'object') return nothing;
    const properties = Object.entries(schema.properties ?? {}).map(([name, of]) => [name, compiled(of)] as const);
    return checkObject(new Map(properties), schema.additionalProperties === false);
  };
  return compiled;
}

/** Returns a check that throws `validation`, in bounded time, for a value larger than its schema allows. */
export function boundsOf(spec: Spec): (schema: OrReference<Schema>) => (value: unknown, field: string) => void {
  const compiled = compile(spec);
  return (schema) => {
    const check = compiled(schema);
    return (value, field) => {
      const findings: Findings = { errors: [], tooLarge: false };
      check(value, field, findings);
      if (findings.tooLarge) throw invalid(findings.errors);
    };
  };
}
