import { uniqueText } from './support/names.ts';
import type { Person } from '../../testkit/browser/person.ts';
import { expect, test } from './support/story.ts';

test('with a full storage both tabs send, and the page says what is lost', async ({ join, watch }) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const tab = await ada.openTab();
  await expect(tab.composer).toBeVisible();
  await fillStorage(ada);
  for (const writer of [tab, ada]) {
    const text = uniqueText('No space left');
    await writer.say(text);
    await expect(writer.sent(text)).toBeVisible();
    for (const reader of [ben, tab, ada]) await expect(reader.message(text)).toHaveCount(1);
  }

  const context = ada.page.context();
  await context.setOffline(true);
  const late = uniqueText('From the tunnel');
  await tab.say(late);
  await expect(tab.waiting(late)).toBeVisible();
  await expect(tab.page.getByRole('status').filter({ hasText: 'your browser does not save them' })).toBeVisible();
  await context.setOffline(false);
  await expect(tab.sent(late)).toBeVisible();
  for (const reader of [ben, tab, ada]) await expect(reader.message(late)).toHaveCount(1);
});

/** Another page of the same origin has used all of the quota. */
async function fillStorage({ page }: Person): Promise<void> {
  const left = await page.evaluate(() => {
    const isRefused = (key: string, length: number): boolean => {
      try {
        localStorage.setItem(key, 'x'.repeat(length));
        return false;
      } catch {
        return true;
      }
    };
    for (let length = 2 ** 22, index = 0; length >= 1; index += 1) {
      if (isRefused(`other:${index}`, length)) length = Math.floor(length / 2);
    }
    return isRefused('other:last', 1);
  });
  expect(left).toBe(true);
}
