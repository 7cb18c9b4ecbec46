import { signal } from '@preact/signals-core';

/** `insecure`: the browser has notifications, but not for a page that came over plain HTTP. */
export type NotificationPermissionState = NotificationPermission | 'insecure' | 'missing';

export interface DesktopNotification {
  /** Identifies it: another one with the same tag replaces it. */
  tag: string;
  title: string;
  body: string;
  /** The page that a click opens. */
  path: string;
}

/** What the service worker sends to a page when a notification was clicked. */
export interface NotificationClick {
  type: 'notification-click';
  path: string;
}

const permission = signal<NotificationPermissionState>(currentPermission());

/** Whether the user allows notifications in this browser. */
export const notificationPermission = permission;

/** Asks the user; browsers allow it only after a click. */
export async function requestNotifications(): Promise<void> {
  if (permission.peek() !== 'default') return;
  permission.value = await Notification.requestPermission();
}

/** Shows notifications of the operating system, and closes them. `open` shows the page of a clicked one. */
export class DesktopNotifications {
  readonly #open: (path: string) => void;
  readonly #shown = new Map<string, Notification>();
  readonly #stop = new AbortController();

  constructor(open: (path: string) => void) {
    this.#open = open;
    const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
    const isClick = (data: unknown): data is NotificationClick =>
      (data as Partial<NotificationClick> | null)?.type === 'notification-click';
    workers?.addEventListener('message', ({ data }: MessageEvent<unknown>) => isClick(data) && open(data.path), {
      signal: this.#stop.signal,
    });
  }

  get allowed(): boolean {
    return permission.peek() === 'granted';
  }

  async show({ tag, title, body, path }: DesktopNotification): Promise<void> {
    const options = { tag, body, icon: '/icon-512.png', data: { path }, silent: true };
    const worker = await registration();
    try {
      // Phones have these alone, and they stay when the tab is closed.
      if (worker) await worker.showNotification(title, options);
      else this.#shown.set(tag, this.#make(title, options, path));
    } catch {
      permission.value = currentPermission();
    }
  }

  async close(tag: string): Promise<void> {
    this.#shown.get(tag)?.close();
    this.#shown.delete(tag);
    const shown = (await (await registration())?.getNotifications({ tag })) ?? [];
    for (const notification of shown) notification.close();
  }

  stop(): void {
    this.#stop.abort();
    for (const notification of this.#shown.values()) notification.close();
    this.#shown.clear();
  }

  #make(title: string, options: NotificationOptions, path: string): Notification {
    const notification = new Notification(title, options);
    notification.addEventListener('click', () => {
      notification.close();
      window.focus();
      this.#open(path);
    });
    return notification;
  }
}

function currentPermission(): NotificationPermissionState {
  if (!globalThis.isSecureContext) return 'insecure';
  return 'Notification' in globalThis ? Notification.permission : 'missing';
}

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  const workers = navigator.serviceWorker as ServiceWorkerContainer | undefined;
  const found = await workers?.getRegistration().catch(() => undefined);
  return found?.active ? found : undefined;
}
