import type { Locator } from 'playwright/test';
import { expectAccessible } from './support/axe.ts';
import { seedHistory } from './support/history.ts';
import { uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';
import { longPress } from './support/touch.ts';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
const ON_ITS_SIDE = { width: 844, height: 390 };

test('a long press on my own message moves nothing and opens its actions, a tap does nothing', async ({ join }) => {
  const ada = await join('Ada', PHONE);
  const text = uniqueText('A message of mine that is long enough to take two lines of a phone');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();
  const box = () => ada.message(text).boundingBox();
  const before = await box();
  await ada.message(text).locator('.text').tap();
  await expect(ada.dialog('Message actions')).toBeHidden();
  await longPress(ada.message(text).locator('.text'), ada.dialog('Message actions'));
  expect(await box()).toEqual(before);

  await ada.press('Delete message');
  await expect(ada.dialog('Delete this message?')).toBeVisible();
  await ada.press('Delete');
  await expect(ada.message(text)).toHaveCount(0);
});

test('the actions open without a long press too: by the keyboard and by assistive technology', async ({ join }) => {
  const ada = await join('Ada', PHONE);
  const text = uniqueText('Reachable without a finger');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();
  await ada.message(text).getByRole('button', { name: 'Message actions' }).press('Enter');
  await expect(ada.dialog('Message actions')).toBeVisible();
  await expectAccessible(ada.page, 'the actions of a message on a phone');
});

test('editing a long message keeps the list at its end', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada', PHONE), join('Ben')]);
  await seedHistory(20);
  const text = uniqueText('One\ntwo\nthree\nfour\nfive\nsix\nseven');
  await ada.say(text);
  await expect(ada.sent('seven').last()).toBeVisible();
  await longPress(ada.messages.last().locator('.text'), ada.dialog('Message actions'));
  await ada.press('Edit message');
  await expect(ada.editor).toBeFocused();
  await expect(ada.pill).toBeHidden();
  for (let index = 0; index < 3; index += 1) {
    const news = uniqueText('Meanwhile');
    await ben.say(news);
    await expect(ada.message(news)).toBeInViewport({ ratio: 1 });
  }
});

test('Enter inserts a line break on a touch keyboard, and the button sends', async ({ join }) => {
  const ada = await join('Ada', PHONE);
  const [first, second] = [uniqueText('First line'), uniqueText('second line')];
  await ada.composer.tap();
  await ada.page.keyboard.type(first);
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.type(second);
  await expect(ada.composer).toHaveValue(`${first}\n${second}`);
  await expect(ada.composer).toHaveAttribute('enterkeyhint', 'enter');
  await ada.page.getByRole('button', { name: 'Send' }).tap();
  await expect(ada.sent(first)).toContainText(second);
  await expect(ada.composer).toBeFocused();
});

test('a rotated phone keeps the reading position', async ({ join }) => {
  test.slow();
  await seedHistory(60);
  const ada = await join('Ada', PHONE);
  await expect(ada.messages.last()).toBeInViewport();
  await expect(ada.page.getByRole('button', { name: /^\d+ online$/ })).toBeVisible();
  await ada.log.evaluate((log) => log.scrollBy(0, -1500));
  await expect(ada.pill).toBeVisible();
  const before = await firstInView(ada.log);
  for (const size of [ON_ITS_SIDE, PHONE.viewport, ON_ITS_SIDE]) {
    await ada.page.setViewportSize(size);
    await expect.poll(() => firstInView(ada.log)).toBe(before);
  }
});

/** The text of the message at the top of the list. */
function firstInView(log: Locator): Promise<string | undefined> {
  return log.evaluate((scroller) => {
    const { top } = scroller.getBoundingClientRect();
    const rows = [...scroller.querySelectorAll('article')];
    return rows.find((row) => row.getBoundingClientRect().bottom > top)?.querySelector('.text')?.textContent;
  });
}
