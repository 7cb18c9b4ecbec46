import type { Page } from 'playwright/test';
import { NOTHING_UNREAD, uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

test('a visible window without focus counts new messages', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  await expect(ada.online(ben.name)).toBeVisible();
  await setFocus(ada.page, false);
  const text = uniqueText('Are you there?');
  await ben.say(text);
  await expect(ada.message(text)).toBeInViewport();
  await expect(ada.page).toHaveTitle(/^\(1\) /);
  await expect(ada.newsLine).toBeVisible();
  await setFocus(ada.page, true);
  await expect(ada.page).toHaveTitle(NOTHING_UNREAD);
});

/** Browsers under test report that each of their windows has the focus. */
async function setFocus(page: Page, focused: boolean): Promise<void> {
  await page.evaluate((isFocused) => {
    document.hasFocus = () => isFocused;
    window.dispatchEvent(new Event(isFocused ? 'focus' : 'blur'));
  }, focused);
}

test('while the online list loads, the page does not say that it is unavailable', async ({ visit }) => {
  const ada = await visit();
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await ada.page.route('**/api/users/events', async (route) => {
    await released;
    await route.fallback();
  });
  await ada.login(uniqueText('Ada'));
  const list = ada.page.getByRole('complementary', { name: 'Online' });
  await expect(list).toContainText('Loading');
  await expect(list).not.toContainText('Online status is unavailable');
  release();
  await expect(ada.online(ada.name)).toBeVisible();
});

test('a refused message is announced, and can be changed', async ({ join, watch }) => {
  watch.allow(/status of 400/);
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const isMessages = '**/api/messages';
  await ada.page.route(isMessages, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    const problem = { type: 'urn:problem-type:chat:validation', title: 'The request is not valid', status: 400 };
    return route.fulfill({ status: 400, contentType: 'application/problem+json', json: problem });
  });
  const text = uniqueText('Not like this');
  await ada.say(text);
  await expect(ada.failed(text)).toBeVisible();
  await expect(ada.alert).toContainText(`Not sent. The server rejected your input. Check it and try again. ${text}`);

  await ada.page.unroute(isMessages);
  await ada.message(text).getByRole('button', { name: 'Edit' }).click();
  await expect(ada.editor).toHaveValue(text);
  const better = text.replace('Not like this', 'Like this');
  await ada.editor.fill(better);
  await ada.editor.press('Enter');
  await expect(ben.message(better)).toHaveCount(1);
  await expect(ada.message(text)).toHaveCount(0);
  await expect(ada.sent(better)).toBeVisible();
  await expect(ada.alert).toHaveCount(0);
});
