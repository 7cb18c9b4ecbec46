/**
 * The service worker, which keeps the page of its own build for when there is no network. A build is cached as a whole
 * or not at all, and each file is checked against it, so a page is never made of two builds.
 */
import { cacheName, outdatedCaches, strategyFor, type ShellFile } from './shell.ts';

/** Filled in by the build. */
declare const __BUILD__: { id: string; shell: ShellFile[] };

/** What this worker uses of the global scope that TypeScript's "webworker" library declares, which excludes "dom". */
interface WorkerScope {
  addEventListener(type: 'install' | 'activate', listener: (event: LifecycleEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  skipWaiting(): Promise<void>;
}
interface LifecycleEvent {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent {
  request: Request;
  respondWith(response: Promise<Response>): void;
}

/** A network that takes longer is treated like none, if the page is in the cache. */
const NETWORK_TIMEOUT_MS = 5_000;

const scope = globalThis as unknown as WorkerScope;
const { id, shell } = __BUILD__;
const ownCache = cacheName(id);

scope.addEventListener('install', (event) => event.waitUntil(install()));
scope.addEventListener('activate', (event) => event.waitUntil(removeOutdated()));
scope.addEventListener('fetch', (event) => {
  const strategy = strategyFor(event.request, location.origin, shell);
  if (strategy === 'cache-first') event.respondWith(cacheFirst(event.request));
  if (strategy === 'network-first') event.respondWith(networkFirst(event.request));
});

async function install(): Promise<void> {
  // Created again if it is there, so that it counts as the newest.
  await caches.delete(ownCache);
  const cache = await caches.open(ownCache);
  await cache.addAll(shell.map(({ url, integrity }) => new Request(url, { integrity, cache: 'no-cache' })));
  // Tabs of the build before find their files in its cache, which is kept.
  await scope.skipWaiting();
}

async function removeOutdated(): Promise<void> {
  await Promise.all(outdatedCaches(await caches.keys(), ownCache).map((name) => caches.delete(name)));
}

async function cacheFirst(request: Request): Promise<Response> {
  const own = await caches.match(request, { cacheName: ownCache });
  return own ?? (await caches.match(request)) ?? fetch(request);
}

async function networkFirst(request: Request): Promise<Response> {
  const cached = await caches.match(request, { cacheName: ownCache, ignoreSearch: request.mode === 'navigate' });
  if (!cached) return fetch(request);
  try {
    const response = await fetch(request, { signal: AbortSignal.timeout(NETWORK_TIMEOUT_MS) });
    // A gateway whose chat is down.
    return response.status >= 500 ? cached : response;
  } catch {
    return cached;
  }
}
