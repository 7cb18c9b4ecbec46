/**
 * The service worker, which keeps the page of its own build for when there is no network. A build is cached as a whole
 * or not at all, and each file is checked against it, so a page is never made of two builds.
 */
import type { NotificationClick } from '../state/desktop-notifications.ts';
import { cacheShell } from './install.ts';
import { cacheName, isPage, outdatedCaches, PAGE, strategyFor, type ShellFile } from './shell.ts';

/** Filled in by the build. */
declare const __BUILD__: { id: string; shell: ShellFile[] };

/** What this worker uses of the global scope that TypeScript's "webworker" library declares, which excludes "dom". */
interface WorkerScope {
  addEventListener(type: 'install' | 'activate', listener: (event: LifecycleEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  skipWaiting(): Promise<void>;
  addEventListener(type: 'notificationclick', listener: (event: NotificationClickEvent) => void): void;
  clients: {
    claim(): Promise<void>;
    matchAll(options: { type: 'window' }): Promise<readonly WindowClient[]>;
    openWindow(url: string): Promise<unknown>;
  };
}
interface NotificationClickEvent extends LifecycleEvent {
  notification: { data: { path: string }; close(): void };
}
interface WindowClient {
  focus(): Promise<unknown>;
  postMessage(message: NotificationClick): void;
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
scope.addEventListener('activate', (event) => event.waitUntil(activate()));
scope.addEventListener('fetch', (event) => {
  const strategy = strategyFor(event.request, location.origin, shell);
  if (strategy === 'cache-first') event.respondWith(cacheFirst(event.request));
  if (strategy === 'network-first') event.respondWith(networkFirst(event.request));
});

scope.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(openPage(event.notification.data.path));
});

/** Shows a page of the chat: in a window that is open, or in a new one. */
async function openPage(path: string): Promise<void> {
  const [window] = await scope.clients.matchAll({ type: 'window' });
  if (!window) {
    await scope.clients.openWindow(path);
    return;
  }
  window.postMessage({ type: 'notification-click', path });
  await window.focus();
}

async function install(): Promise<void> {
  await cacheShell(caches, ownCache, shell, ({ url, integrity }) => fetch(url, { integrity, cache: 'no-cache' }));
  // Tabs of the build before find their files in its cache, which is kept.
  await scope.skipWaiting();
}

async function activate(): Promise<void> {
  // The tab that registered the worker also needs its build's files after an update.
  await scope.clients.claim();
  await removeOutdated();
}

async function removeOutdated(): Promise<void> {
  await Promise.all(outdatedCaches(await caches.keys(), ownCache).map((name) => caches.delete(name)));
}

async function cacheFirst(request: Request): Promise<Response> {
  const own = await caches.match(request, { cacheName: ownCache });
  return own ?? (await caches.match(request)) ?? fetch(request);
}

async function networkFirst(request: Request): Promise<Response> {
  const key = isPage(new URL(request.url).pathname) ? PAGE : request;
  const cached = await caches.match(key, { cacheName: ownCache });
  if (!cached) return fetch(request);
  try {
    const response = await fetchInTime(request);
    // A gateway whose chat is down.
    return response.status >= 500 ? cached : response;
  } catch {
    return cached;
  }
}

/** The limit applies until the headers arrive: a page that is being received is not cut off. */
async function fetchInTime(request: Request): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), NETWORK_TIMEOUT_MS);
  try {
    return await fetch(request, { signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}
