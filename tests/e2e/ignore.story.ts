import type { Person } from '../../testkit/browser/person.ts';
import { expectAccessible } from './support/axe.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { createMember, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

const IGNORED = 'Message from a person you ignore';
const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

test.beforeEach(({ watch }) => {
  // The login asks for the password of an account.
  watch.allow(/status of 401/);
  // The browser reports requests that a closing page cancels.
  watch.allow(SESSION_ENDED);
});

const hidden = ({ log }: Person) => log.getByText(IGNORED, { exact: true });
const typing = ({ page }: Person) => page.getByRole('status').filter({ hasText: /writing/ });

/** Presses a button of the card behind an author's name, and closes the card. */
async function onCard(person: Person, text: string, name: string, button: 'Ignore' | 'Stop ignoring'): Promise<void> {
  const { page } = person;
  await person.message(text).getByRole('button', { name, exact: true }).click();
  await expect(person.dialog(name)).toBeVisible();
  await person.press(button);
  const other = button === 'Ignore' ? 'Stop ignoring' : 'Ignore';
  await expect(page.getByRole('button', { name: other, exact: true })).toBeVisible();
  await expectAccessible(page, 'the card of a person');
  await page.keyboard.press('Escape');
  await expect(person.dialog(name)).toBeHidden();
}

test('messages of a person one ignores stand behind a line, on every device, until one stops', async ({ visit }) => {
  const [adasAccount, bensAccount] = [await createMember('Ada'), await createMember('Ben')];
  const room = await adasAccount.createRoom(uniqueName('tea'));
  await bensAccount.join(room);
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(adasAccount.name, PASSWORD);
  await ben.login(bensAccount.name, PASSWORD);
  for (const person of [ada, ben]) await person.page.goto(`/r/${room}`);
  const [first, second, third] = [uniqueText('First'), uniqueText('Second'), uniqueText('Third')];
  await ben.say(first);
  await onCard(ada, first, ben.name, 'Ignore');
  await expect(hidden(ada)).toHaveCount(1);
  await expect(ada.message(first)).toHaveCount(0);

  // Nor what is written from now on, nor that somebody writes it.
  await ben.composer.pressSequentially('I am wri');
  await bensAccount.say(second, room);
  await expect(hidden(ada)).toHaveCount(2);
  await expect(typing(ada)).toHaveCount(0);
  await expectAccessible(ada.page, 'messages of a person one ignores');
  await ada.log.getByRole('button', { name: 'Show' }).last().click();
  await expect(ada.message(second)).toContainText(ben.name);
  await expect(ada.message(second)).toBeFocused();
  await expect(ada.message(first)).toHaveCount(0);

  await ada.page.reload();
  await expect(hidden(ada)).toHaveCount(2);
  const phone = await visit(PHONE);
  await phone.login(adasAccount.name, PASSWORD);
  await phone.page.goto(`/r/${room}`);
  await expect(hidden(phone)).toHaveCount(2);
  await phone.log.getByRole('button', { name: 'Show' }).first().tap();
  await expect(phone.message(first)).toBeVisible();
  await expectAccessible(phone.page, 'a message of a person one ignores, on a phone');

  // The card is behind the name of what was shown; the other device follows at once.
  await onCard(phone, first, ben.name, 'Stop ignoring');
  await expect(ada.message(first)).toBeVisible();
  await ben.say(third);
  await expect(ada.message(third)).toBeVisible();
  await expect(phone.message(third)).toBeVisible();
  await expect(hidden(ada)).toHaveCount(0);
});

test('the settings list those whom one ignores, and the counts stay the server’s', async ({ visit }) => {
  const [adasAccount, bensAccount] = [await createMember('Ada'), await createMember('Ben')];
  const name = uniqueName('tea');
  const room = await adasAccount.createRoom(name);
  await bensAccount.join(room);
  // The directory knows those who have been online.
  await bensAccount.connect();
  const ada = await visit();
  await ada.login(adasAccount.name, PASSWORD);
  await ada.openSettings();
  await expect(ada.page.getByText('You ignore nobody.')).toBeVisible();
  await ada.press('Close');
  const text = uniqueText('Hello');
  await bensAccount.say(text);
  await onCard(ada, text, bensAccount.name, 'Ignore');

  await bensAccount.say(uniqueText('Anybody'), room);
  await expect(ada.roomLink(name)).toHaveAccessibleName(/unread/);
  await ada.openRoom(name);
  await expect(hidden(ada)).toHaveCount(1);
  await expect(ada.roomLink(name)).not.toHaveAccessibleName(/unread/);

  await ada.openSettings();
  const people = ada.page.getByRole('list', { name: 'People you ignore' });
  await expect(people.getByRole('listitem')).toContainText(bensAccount.name);
  await expectAccessible(ada.page, 'the people one ignores');
  await ada.page.getByRole('button', { name: `Stop ignoring ${bensAccount.name}` }).click();
  await expect(people.getByRole('listitem')).toHaveCount(0);
  await ada.press('Close');
  await expect(hidden(ada)).toHaveCount(0);
});

test('the names of those whom one ignores come with one request, again if it failed', async ({ visit, watch }) => {
  watch.allow(/ERR_FAILED/);
  const [adasAccount, ...others] = await Promise.all(['Ada', 'Ben', 'Cleo'].map((name) => createMember(name)));
  // They were here once: the directory knows them, the page does not.
  for (const other of others) {
    await other.connect();
    await other.disconnect();
  }
  await adasAccount?.ignore(others.map(({ sub }) => sub));
  const ada = await visit();
  const { page } = ada;
  let lookups = 0;
  await page.route('**/api/users/lookup', (route) => {
    lookups += 1;
    return lookups === 1 ? route.abort() : route.continue();
  });
  await ada.login(adasAccount?.name ?? '', PASSWORD);
  await ada.openSettings();
  const people = page.getByRole('list', { name: 'People you ignore' });
  await expect(people.getByText('Somebody unknown')).toHaveCount(2);
  await expect(ada.alert).toContainText('Cannot reach the chat');
  await page.locator('ignored-list').getByRole('button', { name: 'Try again' }).click();
  for (const { name } of others) await expect(people.getByText(name)).toBeVisible();
  await expect(people.getByRole('button').first()).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(people.getByRole('button')).toHaveCount(1);
  await expect(people.getByRole('button')).toBeFocused();
  expect(lookups).toBe(2);
});
