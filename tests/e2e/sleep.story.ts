import type { Page } from 'playwright/test';
import { loopbackUrl } from './support/contexts.ts';
import { startProxy } from './support/half-open.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

test.skip(({ baseURL }) => !baseURL?.startsWith('http:'), 'The proxy recognizes streams only without encryption.');

test('after a sleep, a tab that becomes visible receives messages again', async ({ baseURL, join, visit }) => {
  const proxy = await startProxy();
  try {
    const ben = await join('Ben');
    const ada = await visit({ baseURL: loopbackUrl(proxy.port, baseURL) });
    await ada.login(uniqueName('Ada'));
    await expect(ada.online(ben.name)).toBeVisible();

    // The connections are still open on both sides, but nothing arrives any more.
    expect(proxy.silenceStreams()).toBe(2);
    const text = uniqueText('Good morning');
    await ben.say(text);
    await expect(ben.sent(text)).toBeVisible();
    await wakeUp(ada.page);
    await expect(ada.message(text)).toBeVisible();
    const cem = await join('Cem');
    await expect(ada.online(cem.name)).toBeVisible();
    await ada.page.close();
  } finally {
    await proxy.stop();
  }
});

/** A minute has passed on the wall clock alone, and the reader looks at the tab. */
async function wakeUp(page: Page): Promise<void> {
  await page.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 60_000;
    document.dispatchEvent(new Event('visibilitychange'));
  });
}
