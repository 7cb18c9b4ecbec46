import type { APIResponse, Route } from 'playwright/test';
import { baseUrl } from './environment.ts';

/** What the server answers to the request; asked from here, where chat.test has no address. */
export function answerTo(route: Route): Promise<APIResponse> {
  const { pathname, search } = new URL(route.request().url());
  return route.fetch({ url: `${baseUrl}${pathname}${search}` });
}
