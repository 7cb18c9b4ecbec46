import type { Person } from '../../testkit/browser/person.ts';
import { expectAccessible } from './support/axe.ts';
import { uniqueName } from './support/names.ts';
import { createMember, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test.beforeEach(({ watch }) => {
  // The login asks for the password of an account.
  watch.allow(/status of 401/);
  // The browser reports requests that a closing page cancels.
  watch.allow(SESSION_ENDED);
});

const picker = ({ page }: Person) => page.getByRole('combobox', { name: 'People' });
const option = ({ page }: Person, name: string) => page.getByRole('option').filter({ hasText: name });

/** Somebody whom no page has ever seen online. */
async function createStranger(name: string) {
  const account = await createMember(name);
  await account.updateProfile({ title: `Clerk ${account.name}` });
  return account;
}

test('people whom this page has never seen are found, by name and title, and written to', async ({ visit }) => {
  const [adasAccount, ben, cleo] = [
    await createMember('Ada'),
    await createStranger('Ben'),
    await createStranger('Cleo'),
  ];
  const ada = await visit();
  await ada.login(adasAccount.name, PASSWORD);
  await ada.chooseInMenu('Chat menu', 'New message');
  await picker(ada).fill(ben.name);
  await expect(option(ada, ben.name)).toContainText(`Clerk ${ben.name}`);
  await expectAccessible(ada.page, 'people who were found');
  await ada.page.keyboard.press('Enter');
  await picker(ada).fill(`clerk ${cleo.name.toLowerCase()}`);
  await option(ada, cleo.name).click();
  await picker(ada).fill(uniqueName('Nobody'));
  await expect(ada.page.getByText('Nobody with this name has been here yet.')).toBeVisible();
  await ada.page.getByRole('button', { name: `Remove ${cleo.name}` }).click();
  await ada.press('Start writing');
  await expect(ada.roomHeading(ben.name)).toBeVisible();

  // The switcher finds the other one, and "Add people" too.
  await ada.page.keyboard.press('Control+k');
  await ada.page.getByRole('combobox', { name: 'Room or person' }).fill(cleo.name);
  await expect(option(ada, cleo.name)).toContainText('New conversation');
  await ada.page.keyboard.press('Enter');
  await expect(ada.roomHeading(cleo.name)).toBeVisible();
  const room = uniqueName('tea');
  await ada.createRoom(room, 'Private');
  await ada.chooseInMenu('Room menu', 'Add people');
  await picker(ada).fill(ben.name);
  await option(ada, ben.name).click();
  await ada.press('Add');
  await expect(ada.page.getByRole('button', { name: '2 members' })).toBeVisible();
});

test('a search that fails says so, and is repeated at a press', async ({ visit, watch }) => {
  watch.allow(/net::ERR_FAILED/);
  const [adasAccount, ben] = [await createMember('Ada'), await createStranger('Ben')];
  const ada = await visit({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await ada.login(adasAccount.name, PASSWORD);
  await ada.goToList();
  const directory = /\/api\/users\?/;
  await ada.page.route(directory, (route) => route.abort());
  await ada.chooseInMenu('Chat menu', 'New message');
  await picker(ada).fill(ben.name);
  await expect(ada.alert).toContainText('Cannot reach the chat');
  await expectAccessible(ada.page, 'a failed search of people on a phone');
  await ada.page.unroute(directory);
  await ada.press('Try again');
  await expect(ada.alert).toBeHidden();
  await option(ada, ben.name).tap();
  await ada.press('Start writing');
  await expect(ada.roomHeading(ben.name)).toBeVisible();
});

test('a guest who came by an invite finds the people of their rooms only', async ({ visit }) => {
  const [ada, ben] = [await createStranger('Ada'), await createStranger('Ben')];
  const room = await ada.createRoom(uniqueName('harbour'));
  const guest = await visit();
  await guest.page.goto(`/join#${await ada.invite(room)}`);
  await guest.submitLogin(uniqueName('Gil'));
  await expect(guest.composer).toBeVisible();
  await guest.chooseInMenu('Chat menu', 'New message');
  await picker(guest).fill(ada.name);
  await expect(option(guest, ada.name)).toBeVisible();
  await picker(guest).fill(ben.name);
  await expect(guest.page.getByText('Nobody with this name has been here yet.')).toBeVisible();
});
