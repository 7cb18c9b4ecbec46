import { mediaTypes, resolve } from '../references.ts';
import { operationsOf, type Body, type Method, type Operation, type Parameter, type Spec } from '../specs.ts';

/** Suffix of the names of schemas that allow unknown properties. */
const OPEN = '-open';

/** A schema that allows unknown properties, as does everything that it refers to. */
function open(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(open);
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part).filter(([key, value]) => key !== 'additionalProperties' || value !== false);
  const inside = (key: string, value: unknown) => (key === '$ref' ? `${String(value)}${OPEN}` : open(value));
  return Object.fromEntries(entries.map(([key, value]) => [key, inside(key, value)]));
}

const description = 'As openapi-diff is shown it';
const jsonBody = (schema: unknown) => ({ description, content: { 'application/json': { schema } } });
const answersNothing = { 200: { description } };

function shownResponses(spec: Spec, { responses }: Operation): Record<string, object> {
  const shown = (response: Body) => {
    const json = response.content?.['application/json'] ?? response.content?.['application/problem+json'];
    return json ? jsonBody(open(json.schema)) : { description };
  };
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [status, shown(resolve(spec, response))]),
  );
}

/** Parameters as the properties of a body that allows no others, since a service refuses unknown ones. */
function parametersAsBody(parameters: Parameter[]): object {
  const property = ({ in: place, name }: Parameter) => `${place} ${name}`;
  const required = parameters.filter((parameter) => parameter.required).map(property);
  return jsonBody({
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(parameters.map((parameter) => [property(parameter), parameter.schema])),
    ...(required.length > 0 && { required }),
  });
}

/** The media types of an operation's responses and its security schemes: names that must not be removed. */
function offers(spec: Spec, operation: Operation): string[] {
  const alternatives = operation.security ?? spec.security ?? [{}];
  return [
    ...mediaTypes(spec, operation).map(([status, type]) => `${status} as ${type}`),
    ...alternatives.map((schemes) => `authenticated by ${Object.keys(schemes).join(' and ') || 'nothing'}`),
  ];
}

type Paths = Record<string, Partial<Record<Method, object>>>;

function shownOperation(spec: Spec, path: string, [method, operation]: [Method, Operation]): Paths {
  const { requestBody } = operation;
  const parameters = [...(spec.paths[path]?.parameters ?? []), ...(operation.parameters ?? [])];
  const resolved = parameters.map((parameter) => resolve(spec, parameter));
  const name = `${path} ${method.toUpperCase()}`;
  return {
    ...Object.fromEntries(
      offers(spec, operation).map((offer) => [`${name}, ${offer}`, { get: { responses: answersNothing } }]),
    ),
    [`${name}, parameters`]: { post: { requestBody: parametersAsBody(resolved), responses: answersNothing } },
    [`${name}, JSON`]: {
      [method]: {
        ...(requestBody && { requestBody: resolve(spec, requestBody) }),
        responses: shownResponses(spec, operation),
      },
    },
  };
}

/**
 * The contract in a form whose changes openapi-diff sees. It compares paths, methods, statuses and JSON bodies, as sets
 * of the values that they allow, and ignores parameters, other media types and security: so those are shown to it as
 * bodies and paths. Responses allow unknown properties, as clients do: a new one breaks nobody, a removed one does.
 * Changes of `enum`, `pattern` and `format` are not detected.
 */
export function visible(spec: Spec): object {
  const schemas = spec.components['schemas'] ?? {};
  const opened = Object.entries(schemas).map(([name, schema]) => [name + OPEN, open(schema)]);
  const operations = Object.entries(spec.paths).flatMap(([path, item]) =>
    operationsOf(item).map((operation) => shownOperation(spec, path, operation)),
  );
  return {
    openapi: '3.0.3',
    info: { title: spec.info.title, version: '1' },
    paths: Object.assign({}, ...operations) as Paths,
    components: { schemas: { ...schemas, ...(Object.fromEntries(opened) as object) } },
  };
}
