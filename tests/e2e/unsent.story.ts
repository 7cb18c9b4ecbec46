import type { Page } from 'playwright/test';
import { expectAccessible } from './support/axe.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { createMember, PASSWORD } from './support/rooms.ts';
import type { Person } from '../../testkit/browser/person.ts';
import { expect, test } from './support/story.ts';

const isMessages = (url: URL) => url.pathname === '/api/messages';

// The session ends while its streams are open, the next page load has none, and a lost room is not found.
test.beforeEach(({ watch }) => watch.allow(/ERR_FAILED|status of 40[14]/));

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

test('what waits for a room that one was removed from is in the inbox, to copy and to discard, on a phone', async ({
  visit,
}) => {
  const [ada, ben] = await Promise.all([createMember('Ada'), createMember('Ben')]);
  const phone = await visit({ viewport: { width: 390, height: 844 } });
  await phone.login(ben.name, PASSWORD);
  const id = await ada.createRoom(uniqueName('vault'), 'private');
  await ada.addMember(id, ben.sub);
  const { page } = phone;
  await page.goto(`/r/${id}`);
  await page.route(isMessages, (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
  const text = uniqueText('Too late for them');
  await phone.say(text);
  await expect(phone.waiting(text)).toBeVisible();
  await ada.removeMember(id, ben.sub);
  await expect(page.getByRole('region', { name: 'Your unsent text' })).toContainText(text);

  // Then the page no longer knows the room's name.
  await page.goto('/');
  await phone.goToList();
  const inbox = page.getByRole('link', { name: 'Inbox' });
  await expect(inbox).toContainText('Not sent');
  await inbox.click();
  const kept = page.getByRole('region', { name: 'Not sent: you are no longer in this room' });
  await expect(kept).toContainText(text);
  await expect(page.getByText('You are up to date')).toBeHidden();
  await expectAccessible(page, 'an unsent text in the inbox on a phone');
  await kept.getByRole('button', { name: 'Copy text' }).click();
  await expect(page.getByText('Text copied')).toBeVisible();
  await kept.getByRole('button', { name: 'Discard' }).click();
  await expect(kept).toBeHidden();
  await page.unroute(isMessages);
  await page.reload();
  await expect(page.getByText('You are up to date')).toBeVisible();
  await expect(kept).toBeHidden();
});

test('what is only a draft for a lost room is in the inbox and at its door; discarding it leaves nothing', async ({
  visit,
}) => {
  const [ada, ben] = await Promise.all([createMember('Ada'), createMember('Ben')]);
  const browser = await visit();
  await browser.login(ben.name, PASSWORD);
  const id = await ada.createRoom(uniqueName('attic'), 'private');
  await ada.addMember(id, ben.sub);
  const { page } = browser;
  await page.goto(`/r/${id}`);
  await browser.composer.fill('Half a sentence');
  await ada.removeMember(id, ben.sub);
  const door = page.getByRole('region', { name: 'Your unsent text' });
  await expect(door).toContainText('Half a sentence');

  await page.getByRole('link', { name: 'Inbox' }).click();
  const kept = page.getByRole('region', { name: 'Not sent: you are no longer in' });
  await expect(kept).toContainText('Half a sentence');
  await kept.getByRole('button', { name: 'Discard' }).click();
  await expect(kept).toBeHidden();
  await page.goto(`/r/${id}`);
  await expect(page.getByText('You cannot see this room')).toBeVisible();
  await expect(door).toBeHidden();
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
