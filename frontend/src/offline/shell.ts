import { pagePaths } from '../../../generated/types/page-paths.ts';

/** A file of the page's build. */
export interface ShellFile {
  /** Path and query, as the page requests it. */
  url: string;
  /** Subresource Integrity: what another build has under this address is refused. */
  integrity: string;
}

/** How a request is answered: by the network alone, by the cache first, or by the network first. */
export type Strategy = 'network' | 'cache-first' | 'network-first';

export interface PageRequest {
  method: string;
  /** Absolute. */
  url: string;
  mode: RequestMode;
}

/** The page. Everything else is named in it or by its scripts. */
export const PAGE = '/';

/** Whether the page is at this path. */
export function isPage(path: string): boolean {
  return path === PAGE || pagePaths.test(path);
}

/**
 * Decides how the service worker answers a request of the page. The addresses of assets contain a hash of their
 * content, in the name or as the query, so a cached one is never wrong. The page itself and its icons come from the
 * network if there is one, so that an update is seen at the next load. The API and its documentation are left alone.
 */
export function strategyFor({ method, url, mode }: PageRequest, origin: string, shell: readonly ShellFile[]): Strategy {
  const { origin: requested, pathname, search } = new URL(url);
  if (method !== 'GET' || requested !== origin) return 'network';
  if (isPage(pathname)) return mode === 'navigate' ? 'network-first' : 'network';
  if (pathname.startsWith('/assets/')) return 'cache-first';
  if (!shell.some((file) => file.url === pathname + search)) return 'network';
  return search === '' ? 'network-first' : 'cache-first';
}

const PREFIX = 'chat-shell-';
/** Tabs that were opened before an update still load parts of their own build. */
const KEPT_BUILDS = 3;

export function cacheName(build: string): string {
  return PREFIX + build;
}

/** The caches of builds that are too old. `names` are in the order of their creation, as browsers list them. */
export function outdatedCaches(names: readonly string[], current: string): string[] {
  const earlier = names.filter((name) => name.startsWith(PREFIX) && name !== current);
  return earlier.slice(0, Math.max(0, earlier.length - (KEPT_BUILDS - 1)));
}
