/** A service's contract, read from its own bundle: its operations and every response that it declares. */
import type { ServiceName } from '../../services/services.ts';
import { readBundle } from '../../services/shared/http/spec.ts';

export type Schema = Record<string, unknown>;

interface MediaType {
  schema: Schema;
  examples?: Record<string, { value: unknown }>;
}
interface Reference {
  $ref?: string;
}
interface Header extends Reference {
  schema?: Schema;
}
interface Response extends Reference {
  headers?: Record<string, Header>;
  content?: Record<string, MediaType>;
}
interface Parameter extends Reference {
  name: string;
  in: string;
  required?: boolean;
  example: unknown;
}
interface OperationObject {
  operationId: string;
  security?: Record<string, unknown>[];
  parameters?: Parameter[];
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, Response>;
}
type PathItem = { parameters?: Parameter[] } & Partial<Record<Method, OperationObject>>;
interface Bundle {
  info: { title: string };
  paths: Record<string, PathItem>;
  components: Record<string, unknown> & { schemas: Record<string, Schema> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;
export type Method = (typeof METHODS)[number];

/** One response that the contract declares. */
export interface Answer {
  status: string;
  /** Undefined if it has no body. */
  mediaType: string | undefined;
  schema: Schema | undefined;
  example: unknown;
  headers: Record<string, Schema>;
}

export interface Operation {
  id: string;
  method: Method;
  path: string;
  pathParameters: { name: string; example: unknown }[];
  /** The first example of the request's body, if it has one. */
  requestExample: unknown;
  answers: Answer[];
}

export interface Contract {
  service: ServiceName;
  title: string;
  operations: Operation[];
  components: Bundle['components'];
}

const firstExample = (media: MediaType | undefined): unknown => Object.values(media?.examples ?? {})[0]?.value;

export function readContract(service: ServiceName): Contract {
  const bundle = JSON.parse(readBundle(service)) as Bundle;

  /** The value itself, with a reference resolved. */
  function resolve<T extends Reference>(value: T): T {
    if (value.$ref === undefined) return value;
    const [, section = '', name = ''] = /^#\/components\/(\w+)\/([\w-]+)$/.exec(value.$ref) ?? [];
    const target = (bundle.components[section] as Record<string, T> | undefined)?.[name];
    if (!target) throw new Error(`${service}: nothing is called ${value.$ref}`);
    return target;
  }

  function answersOf(status: string, response: Response): Answer[] {
    const headers = Object.fromEntries(
      Object.entries(response.headers ?? {}).map(([name, header]) => [name, resolve(header).schema ?? {}]),
    );
    const media = Object.entries(response.content ?? {});
    if (media.length === 0) return [{ status, mediaType: undefined, schema: undefined, example: undefined, headers }];
    return media.map(([mediaType, value]) => ({
      status,
      mediaType,
      schema: value.schema,
      example: firstExample(value),
      headers,
    }));
  }

  const operations = Object.entries(bundle.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method): Operation[] => {
      const operation = item[method];
      if (!operation) return [];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])].map(resolve);
      return [
        {
          id: operation.operationId,
          method,
          path,
          pathParameters: parameters.filter((parameter) => parameter.in === 'path'),
          requestExample: firstExample(operation.requestBody?.content['application/json']),
          answers: Object.entries(operation.responses).flatMap(([status, response]) =>
            answersOf(status, resolve(response)),
          ),
        },
      ];
    }),
  );
  return { service, title: bundle.info.title, operations, components: bundle.components };
}

/** Whether the response is a stream. */
export const isStream = ({ mediaType }: Answer): boolean => mediaType === 'text/event-stream';

/** Dredd's name of the transaction that tries this response. */
export function transactionName(operation: Operation, { status, mediaType }: Answer): string {
  return [operation.path, operation.id, status, mediaType].filter(Boolean).join(' > ');
}
