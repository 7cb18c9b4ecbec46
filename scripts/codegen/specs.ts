import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { perServiceAsync, type ServiceName } from '../../services/services.ts';

export const methods = ['get', 'put', 'post', 'delete', 'patch'] as const;
export type Method = (typeof methods)[number];

export interface Reference {
  $ref: string;
}

export interface Body {
  headers?: Record<string, unknown>;
  content?: Record<string, { schema?: unknown }>;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: unknown;
}

/** Alternatives, each a set of schemes by name. */
export type Security = Record<string, string[]>[];

export interface Operation {
  operationId: string;
  tags: string[];
  parameters?: (Parameter | Reference)[];
  requestBody?: Body | Reference;
  responses: Record<string, Body | Reference>;
  security?: Security;
  /** Only for other services and operators: not part of what is published. */
  'x-internal'?: boolean;
  /** Idempotent, though its method does not promise it. */
  'x-repeatable'?: boolean;
}

export type PathItem = Partial<Record<Method, Operation>> & { parameters?: (Parameter | Reference)[] };

export type Components = Record<string, Record<string, unknown>>;

/** The parts of an OpenAPI document that codegen reads; the rest passes through. */
export interface Spec {
  info: { title: string; version: string };
  servers: { url: string }[];
  security?: Security;
  tags: { name: string }[];
  paths: Record<string, PathItem>;
  components: Components;
}

export type Specs = Record<ServiceName, Spec>;

export async function readJson<T>(path: string): Promise<T> {
  return JSON.parse(await readFile(path, 'utf8')) as T;
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, JSON.stringify(value, null, 2) + '\n');
}

/** Reads the services' own bundles, or the public ones. */
export function readSpecs(folder: string, kind: '' | '.public' = ''): Promise<Specs> {
  return perServiceAsync((service) => readJson<Spec>(join(folder, `${service}${kind}.json`)));
}

export function operationsOf(item: PathItem): [Method, Operation][] {
  return methods.flatMap((method) => (item[method] ? [[method, item[method]] as [Method, Operation]] : []));
}
