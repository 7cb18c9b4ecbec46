/** What `npm run codegen` made of the contracts for gateways. */
import { readFileSync } from 'node:fs';
import type { ServiceName } from '../services/services.ts';

interface Route {
  pattern: string;
  target: string;
  service: ServiceName;
  /** Never compressed: answers hold what grants access. */
  secret: boolean;
}

export type ProblemName =
  | 'badRequest'
  | 'headersTooLarge'
  | 'methodNotAllowed'
  | 'notFound'
  | 'requestTimeout'
  | 'unavailable'
  | 'unknownHost'
  | 'versionNotSupported';

const routes = (read('routes') as Route[]).map((route) => ({ ...route, pattern: new RegExp(route.pattern) }));

export const problems = read('problems') as Record<ProblemName, { status: number }>;

const pagePaths = new RegExp((read('page') as { pattern: string }).pattern);

/** Whether the page is at this path, besides `/`: it finds out itself what the path names. */
export const isPagePath = (path: string): boolean => pagePaths.test(path);

/** The laptop's gateway speaks http. */
export const securityHeaders = (read('headers') as { http: Record<string, string> }).http;

/** Which service has the path (without the query), and under which path of its own. */
export function findRoute(path: string): Pick<Route, 'service' | 'target' | 'secret'> | undefined {
  // A service must see the path that was checked: whatever could be read in two ways is not found.
  const plain = decode(path);
  if (plain === undefined || plain.split('/').some((segment) => segment === '.' || segment === '..')) return undefined;
  const route = routes.find(({ pattern }) => pattern.test(path) && pattern.test(plain));
  return route && { ...route, target: path.replace(route.pattern, route.target) };
}

/** The docs' own addresses are relative to a folder. */
export function docsRedirect(path: string): string | undefined {
  return /^\/docs\/\w+$/.test(path) && findRoute(`${path}/`) !== undefined ? `${path}/` : undefined;
}

function decode(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../generated/gateway/${name}.json`, import.meta.url), 'utf8'));
}
