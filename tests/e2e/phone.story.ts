import type { Page } from 'playwright/test';
import { uniqueName, uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

const PHONES = [
  { width: 320, height: 568 },
  { width: 390, height: 844 },
];

for (const viewport of PHONES) {
  test(`the chat fits a phone of ${viewport.width} pixels`, async ({ visit, join, watch }) => {
    watch.allow(SESSION_ENDED);
    const ben = await join('Ben');
    const phone = await visit({ viewport, isMobile: true, hasTouch: true });
    await expectNoSidewaysScrolling(phone.page);
    await phone.login(uniqueName('Ada'));

    const text = uniqueText(`A word without an end: ${'x'.repeat(200)}`);
    await phone.say(text);
    await expect(phone.sent(text)).toBeVisible();
    await expect(ben.message(text)).toBeVisible();
    await expectNoSidewaysScrolling(phone.page);
    for (const part of [phone.composer, phone.page.getByRole('button', { name: 'Send' })]) {
      await expect(part).toBeInViewport({ ratio: 1 });
    }

    await phone.page.getByRole('button', { name: /^\d+ online$/ }).tap();
    await expect(phone.page.getByRole('dialog')).toBeVisible();
    await expect(phone.online(ben.name)).toBeVisible();
    await phone.page.getByRole('button', { name: 'Close' }).tap();
    await expect(phone.page.getByRole('dialog')).toBeHidden();

    await phone.openSettings();
    await expectNoSidewaysScrolling(phone.page);
    await phone.page.getByRole('button', { name: 'Log out', exact: true }).tap();
    await phone.page.getByRole('button', { name: 'Log out anyway' }).tap();
    await expect(phone.nickname).toBeVisible();
  });
}

async function expectNoSidewaysScrolling(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect(overflow).toBe(0);
}
