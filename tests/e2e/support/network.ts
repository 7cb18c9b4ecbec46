import type { APIResponse, Page, Route } from 'playwright/test';
import { baseUrl } from './environment.ts';

/** The server's response to the request, sent from Node.js, since chat.test does not resolve. */
export function answerTo(route: Route): Promise<APIResponse> {
  const { pathname, search } = new URL(route.request().url());
  return route.fetch({ url: `${baseUrl}${pathname}${search}` });
}

/** Delays requests of a method until they are released. */
export async function holdBack(page: Page, method: string): Promise<{ release: () => void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/**', async (route) => {
    if (route.request().method() === method) await released;
    await route.fallback();
  });
  return { release };
}
