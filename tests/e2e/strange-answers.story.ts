/** Something between the page and the server answers: a captive portal, a filter, a broken proxy. */
import type { Page } from 'playwright/test';
import { Bot } from './support/api.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

interface StrangeAnswer {
  status: number;
  contentType?: string;
  body?: string;
}

const PORTAL: StrangeAnswer = { status: 200, contentType: 'text/html', body: '<h1>Welcome to our hotel</h1>' };

const isMessages = (url: URL) => url.pathname === '/api/messages';
const isRefresh = (url: URL) => url.pathname === '/api/refresh';

for (const [name, strange] of [
  ['a captive portal', PORTAL],
  ['an empty 200', { status: 200 }],
] as const) {
  test(`a message answered by ${name} is kept, and arrives once`, async ({ join }) => {
    const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
    await answerWith(ada.page, isMessages, 'POST', strange);
    const text = uniqueText('Through the portal');
    await ada.say(text);
    await expect(ada.waiting(text)).toBeVisible();
    await ada.page.unroute(isMessages);
    await expect(ada.sent(text)).toHaveCount(1);
    await expect(ben.message(text)).toHaveCount(1);
    const witness = await Bot.login(uniqueName('Witness'));
    expect(await witness.count(text)).toBe(1);
  });
}

test('a history answered by a captive portal can be loaded again', async ({ visit }) => {
  const ada = await visit();
  await answerWith(ada.page, isMessages, 'GET', PORTAL);
  await ada.login(uniqueName('Ada'));
  await expect(ada.alert).toContainText('could not be loaded');
  await ada.page.unroute(isMessages);
  await ada.press('Try again');
  await expect(ada.alert).toBeHidden();
  const text = uniqueText('Loaded');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();
});

test('a refresh answered by a captive portal does not end the session', async ({ join }) => {
  const ada = await join('Ada');
  await answerWith(ada.page, isRefresh, 'POST', PORTAL);
  await ada.page.reload();
  const retry = ada.page.getByRole('button', { name: 'Try now' });
  await expect(retry).toBeVisible();
  await ada.page.unroute(isRefresh);
  await retry.click();
  await expect(ada.composer).toBeVisible();
});

async function answerWith(
  page: Page,
  url: (url: URL) => boolean,
  method: string,
  { status, contentType = 'text/plain', body = '' }: StrangeAnswer,
): Promise<void> {
  await page.route(url, (route) =>
    route.request().method() === method ? route.fulfill({ status, contentType, body }) : route.fallback(),
  );
}
