import type { APIResponse, Page, Route } from 'playwright/test';
import { baseUrl } from './environment.ts';

/** What the server answers to the request; asked from here, where chat.test has no address. */
export function answerTo(route: Route): Promise<APIResponse> {
  const { pathname, search } = new URL(route.request().url());
  return route.fetch({ url: `${baseUrl}${pathname}${search}` });
}

/** Holds requests of a method back until they are released. */
export async function holdBack(page: Page, method: string): Promise<{ release: () => void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/**', async (route) => {
    if (route.request().method() === method) await released;
    await route.fallback();
  });
  return { release };
}
