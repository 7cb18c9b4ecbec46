import type { IncomingHttpHeaders } from 'node:http';
import type { ParsedUrlQuery } from 'node:querystring';
import { boundsOf } from './bounds.ts';
import { invalid, MAX_ERRORS, type FieldError } from './invalid.ts';
import { operationTable, resolverOf, type Parameter, type Schema } from './operation-table.ts';
import type { Operation, Spec } from './spec.ts';

/** A request's parameters as received. */
export interface SentParameters {
  path: Record<string, string>;
  query: ParsedUrlQuery;
  header: IncomingHttpHeaders;
}

const PLAIN_DECIMAL = /^(?:0|-?[1-9][0-9]{0,15})$/;
const PLACES = { path: '/params', query: '/query', header: '/headers' } as const;

const isPlainInteger = (text: string) => PLAIN_DECIMAL.test(text) && Number.isSafeInteger(Number(text));

/**
 * Checks parameters before the validator, which coerces them first and therefore accepts `Infinity`, `0x10`, `1e2` and
 * `+5` as numbers, and which spends too much time on many unknown ones.
 */
export function parameterCheck(spec: Spec): (operation: Operation, sent: SentParameters) => void {
  const resolve = resolverOf(spec);
  const bounds = boundsOf(spec);
  const checkOf = (parameter: Parameter) => {
    const { name, in: place, schema: reference = {} } = parameter;
    if (place !== 'path' && place !== 'query' && place !== 'header') return () => undefined;
    const schema = resolve<Schema>(reference);
    const key = place === 'header' ? name.toLowerCase() : name;
    const field = `${PLACES[place]}/${key}`;
    const checkBounds = bounds(schema);
    return (sent: SentParameters): FieldError | undefined => {
      const value = sent[place][key];
      if (value === undefined) return undefined;
      checkBounds(value, field);
      if (schema.type !== 'integer') return undefined;
      if (typeof value === 'string' && isPlainInteger(value)) return undefined;
      return { field, detail: 'must be a decimal integer such as 50' };
    };
  };

  const table = operationTable(spec, (_operation, parameters) => ({
    known: new Set(parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => name)),
    checks: parameters.map(checkOf),
  }));
  return (operation, sent) => {
    const { known, checks } = table(operation);
    const errors = checks.flatMap((check) => check(sent) ?? []);
    for (const name of Object.keys(sent.query)) {
      if (errors.length > MAX_ERRORS) break;
      if (!known.has(name)) errors.push({ field: `/query/${name}`, detail: 'is not a parameter of this operation' });
    }
    if (errors.length > 0) throw invalid(errors);
  };
}
