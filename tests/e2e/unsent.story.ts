import type { Page } from 'playwright/test';
import { expectAccessible } from './support/axe.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import type { Person } from '../../testkit/browser/person.ts';
import { expect, test } from './support/story.ts';

const isMessages = (url: URL) => url.pathname === '/api/messages';

// The session ends while its streams are open, and the next page load has none.
test.beforeEach(({ watch }) => watch.allow(/ERR_FAILED|status of 401/));

test('messages that a session left unsent are offered to the next one with its name, and arrive once', async ({
  join,
}) => {
  const [ada, ben] = await Promise.all([join('Ada', { viewport: { width: 320, height: 568 } }), join('Ben')]);
  const texts = [uniqueText('Written in the tunnel'), uniqueText('Still in the tunnel')];
  await leaveUnsent(ada, texts);

  await ada.login(ada.name);
  await expect(offer(ada)).toContainText('2 messages');
  await expectAccessible(ada.page, 'the room, with an offer on a phone');
  await expect(ada.message(texts[0] ?? '')).toHaveCount(0);
  await ada.press('Send as yours');
  await expect(offer(ada)).toBeHidden();
  for (const text of texts) {
    await expect(ada.sent(text)).toHaveCount(1);
    await expect(ben.message(text)).toHaveCount(1);
  }
});

test('messages that a session left unsent can be discarded', async ({ join }) => {
  const ada = await join('Ada');
  const text = uniqueText('Never mind');
  await leaveUnsent(ada, [text]);

  await ada.login(ada.name);
  await expect(offer(ada)).toContainText('1 message');
  await ada.press('Discard');
  await expect(offer(ada)).toBeHidden();
  await ada.page.reload();
  await expect(ada.composer).toBeVisible();
  await expect(offer(ada)).toBeHidden();
  await expect(ada.message(text)).toHaveCount(0);
});

test('messages that a session left unsent are not offered to another name', async ({ join }) => {
  const ada = await join('Ada');
  await leaveUnsent(ada, [uniqueText('For my eyes only')]);
  await ada.login(uniqueName('Zoe'));
  await expect(ada.online(ada.name)).toBeVisible();
  await expect(offer(ada)).toBeHidden();
});

function offer(person: Person) {
  return person.page.getByRole('status').filter({ hasText: 'from an earlier session' });
}

/** Writes the messages while the server cannot be reached for sending, and then the session ends. */
async function leaveUnsent(person: Person, texts: string[]): Promise<void> {
  const { page } = person;
  await page.route(isMessages, (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
  for (const text of texts) {
    await person.say(text);
    await expect(person.waiting(text)).toBeVisible();
  }
  await endSession(page);
  await expect(person.nickname).toBeVisible();
  await page.unroute(isMessages);
}

/** As an administrator or another device does: the page is not asked. */
async function endSession(page: Page): Promise<void> {
  expect(await page.evaluate(async () => (await fetch('/api/logout', { method: 'POST' })).status)).toBe(204);
}
