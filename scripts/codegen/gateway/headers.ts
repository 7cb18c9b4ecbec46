import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

/** A header's value, or a Content-Security-Policy's directives. */
type Value = string | Record<string, string>;
type Section = Record<string, Value>;

/** Response headers per public scheme. */
export interface SecurityHeaders {
  http: Record<string, string>;
  https: Record<string, string>;
}

function toText(value: Value): string {
  if (typeof value === 'string') return value;
  return Object.entries(value)
    .map(([directive, sources]) => `${directive} ${sources}`.trim())
    .join('; ');
}

/** Appends what https adds to a header to its common value. */
function joinValues(always: Value | undefined, https: Value | undefined): Value {
  if (typeof always === 'object' && typeof https === 'object') return { ...always, ...https };
  return https ?? always ?? '';
}

function toTexts(section: Section): Record<string, string> {
  return Object.fromEntries(Object.entries(section).map(([name, value]) => [name, toText(value)]));
}

export function securityHeaders(source: { http: Section; https: Section }): SecurityHeaders {
  const names = [...new Set([...Object.keys(source.http), ...Object.keys(source.https)])];
  const https = names.map((name): [string, Value] => [name, joinValues(source.http[name], source.https[name])]);
  return { http: toTexts(source.http), https: toTexts(Object.fromEntries(https)) };
}

export async function readSecurityHeaders(path: string): Promise<SecurityHeaders> {
  return securityHeaders(parse(await readFile(path, 'utf8')) as { http: Section; https: Section });
}
