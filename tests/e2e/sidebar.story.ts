import { expectAccessible } from './support/axe.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { createAccount, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';
import type { Person } from '../../testkit/browser/person.ts';

/** A section of the list of rooms. */
const section = (person: Person, name: string) => person.rooms.getByRole('region', { name, exact: true });

const rowsOf = (person: Person, name: string) => section(person, name).getByRole('link');

/** Chooses one of several in a menu. */
async function choosePlace(person: Person, place: string): Promise<void> {
  await person.press('Room menu');
  await person.page.getByRole('menuitemradio', { name: place, exact: true }).click();
}

test.beforeEach(({ watch }) => {
  // The browser reports refused logins of accounts, and requests that a closing page cancels.
  watch.allow(/status of 4/);
  watch.allow(SESSION_ENDED);
});

test('favourites and own sections are the same on every device', async ({ visit }) => {
  const [ada, other] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await other.login(ada.name, PASSWORD);
  const [first, second] = [uniqueName('alpha'), uniqueName('beta')];
  await ada.createRoom(first);
  await ada.createRoom(second);

  await choosePlace(ada, 'Favourites');
  for (const device of [ada, other]) await expect(rowsOf(device, 'Favourites')).toHaveText([new RegExp(second)]);

  await ada.openRoom(first);
  await ada.chooseInMenu('Room menu', 'New section…');
  await ada.press('Create the section');
  await expect(ada.alert).toContainText('Enter a name.');
  await ada.page.getByRole('textbox', { name: 'Name' }).fill('Work');
  await expectAccessible(ada.page, 'a new section');
  await ada.press('Create the section');
  for (const device of [ada, other]) await expect(rowsOf(device, 'Work')).toHaveText([new RegExp(first)]);
  await expectAccessible(ada.page, 'sections');

  await section(other, 'Work').hover();
  await other.chooseInMenu('Menu of Work', 'Rename');
  await other.page.getByRole('textbox', { name: 'Name' }).fill('Job');
  await other.press('Save');
  await section(ada, 'Job').getByRole('button', { name: 'Job', exact: true }).click();
  for (const device of [ada, other]) {
    await expect(section(device, 'Job').getByRole('button', { expanded: false }).first()).toBeVisible();
  }
  // What is open stays in view.
  await expect(rowsOf(ada, 'Job')).toHaveCount(1);
  await expect(rowsOf(other, 'Job')).toHaveCount(0);

  await ada.page.reload();
  await expect(rowsOf(ada, 'Favourites')).toHaveText([new RegExp(second)]);
  await section(ada, 'Job').hover();
  await ada.chooseInMenu('Menu of Job', 'Delete');
  await expect(ada.dialog('Delete the section Job?')).toBeVisible();
  await ada.press('Delete');
  for (const device of [ada, other]) {
    await expect(section(device, 'Job')).toBeHidden();
    await expect(rowsOf(device, 'Rooms').filter({ hasText: first })).toBeVisible();
  }
});

test('rooms and sections are put in order by keyboard and by dragging', async ({ visit }) => {
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const [first, second] = [uniqueName('alpha'), uniqueName('beta')];
  await ada.createRoom(first);
  await ada.createRoom(second);
  const rooms = rowsOf(ada, 'Rooms');
  await expect(rooms).toHaveText([/General/, new RegExp(first), new RegExp(second)]);

  await ada.roomLink(second).focus();
  await ada.page.keyboard.press('Alt+ArrowUp');
  await expect(rooms).toHaveText([/General/, new RegExp(second), new RegExp(first)]);
  await expect(ada.roomLink(second)).toBeFocused();
  await expect(ada.rooms.getByRole('status')).toHaveText('Moved: 2 of 3 in Rooms');

  await ada.roomLink(first).dragTo(ada.roomLink('General'), { targetPosition: { x: 20, y: 4 } });
  await expect(rooms).toHaveText([new RegExp(first), /General/, new RegExp(second)]);

  // The menu of a row opens by the keyboard too.
  await ada.roomLink(second).focus();
  await ada.page.keyboard.press('Shift+F10');
  await expectAccessible(ada.page, 'the menu of a row');
  await ada.page.getByRole('menuitemradio', { name: 'Favourites', exact: true }).click();
  await ada.roomLink(first).dragTo(rowsOf(ada, 'Favourites').first(), { targetPosition: { x: 20, y: 4 } });
  await expect(rowsOf(ada, 'Favourites')).toHaveText([new RegExp(first), new RegExp(second)]);

  await section(ada, 'Direct messages').getByRole('button', { name: 'Direct messages', exact: true }).focus();
  const stored = ada.page.waitForResponse((response) => response.request().method() === 'PATCH');
  await ada.page.keyboard.press('Alt+ArrowUp');
  await expect(ada.rooms.getByRole('region')).toHaveCount(3);
  await expect(ada.rooms.getByRole('region').nth(1)).toHaveAccessibleName('Direct messages');
  await stored;
  await ada.page.reload();
  await expect(ada.rooms.getByRole('region').nth(1)).toHaveAccessibleName('Direct messages');
  await expect(rowsOf(ada, 'Favourites')).toHaveText([new RegExp(first), new RegExp(second)]);
});

test('a section shows unread rooms first if one wants that, and nothing moves otherwise', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const [first, second] = [uniqueName('alpha'), uniqueName('beta')];
  for (const room of [first, second]) await ada.createRoom(room);
  await ben.chooseInMenu('Chat menu', 'Browse rooms');
  await ben.page.getByRole('searchbox', { name: 'Find a room by name' }).fill(second);
  // The list before is replaced when the answer is there.
  await expect(ben.page.getByRole('button', { name: /^Join / })).toHaveCount(1);
  await ben.press(`Join ${second}`);
  await expect(ben.roomHeading(second)).toBeVisible();
  await ada.openRoom('General');
  await ben.say(uniqueText('News'));
  await expect(ada.roomLink(second)).toHaveAccessibleName(/unread/);
  const rooms = rowsOf(ada, 'Rooms');
  await expect(rooms).toHaveText([/General/, new RegExp(first), new RegExp(second)]);

  await section(ada, 'Rooms').hover();
  await ada.press('Menu of Rooms');
  await ada.page.getByRole('menuitemcheckbox', { name: 'Unread first' }).click();
  await expect(rooms).toHaveText([new RegExp(second), /General/, new RegExp(first)]);
  // The room keeps its place until it is left.
  await ada.openRoom(second);
  await expect(ada.roomLink(second)).not.toHaveAccessibleName(/unread/);
  await expect(rooms).toHaveText([new RegExp(second), /General/, new RegExp(first)]);
  await ada.openRoom('General');
  await expect(rooms).toHaveText([/General/, new RegExp(first), new RegExp(second)]);
});

test('a change that cannot be stored is taken back, and says so', async ({ visit, watch }) => {
  watch.allow(/status of 5/);
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const room = uniqueName('alpha');
  await ada.createRoom(room);
  await ada.page.route('**/api/users/me/preferences', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: 'urn:problem-type:chat:unavailable', title: 'Unavailable', status: 503 }),
    }),
  );
  await choosePlace(ada, 'Favourites');
  await expect(ada.dialog('That did not work')).toBeVisible();
  await expect(ada.alert).toContainText('The chat is busy or restarting.');
  await ada.page.keyboard.press('Escape');
  await expect(section(ada, 'Favourites')).toBeHidden();
  await expect(rowsOf(ada, 'Rooms').filter({ hasText: room })).toBeVisible();
});

test('the compact page has more on the screen, on every device', async ({ visit }) => {
  const [ada, other] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await other.login(ada.name, PASSWORD);
  const text = uniqueText('Short');
  await ada.say(text);
  await expect(other.message(text)).toBeVisible();
  const heightOf = async (person: Person) => (await person.message(text).boundingBox())?.height ?? 0;
  const before = await heightOf(other);
  await ada.openSettings();
  await ada.page.getByRole('radio', { name: 'Compact' }).check();
  await expectAccessible(ada.page, 'the settings');
  // The name and the text are on one line.
  for (const device of [ada, other]) await expect.poll(() => heightOf(device)).toBeLessThan(before * 0.7);
  await ada.page.keyboard.press('Escape');
  await expectAccessible(ada.page, 'a compact room');
});

test('the panel beside a room is as wide as one likes, and stays so', async ({ visit }) => {
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const divider = ada.page.getByRole('separator', { name: 'Width of the panel' });
  const value = () => divider.getAttribute('aria-valuenow');
  await expect.poll(value).toBe('24');
  await divider.focus();
  await ada.page.keyboard.press('ArrowLeft');
  await expect.poll(value).toBe('25');
  await expectAccessible(ada.page, 'a wider panel');
  const box = await divider.boundingBox();
  const [x, y] = [(box?.x ?? 0) + 5, 300];
  await ada.page.mouse.move(x, y);
  await ada.page.mouse.down();
  await ada.page.mouse.move(x - 1000, y, { steps: 4 });
  await ada.page.mouse.up();
  await expect.poll(value).toBe('36');
  await ada.createRoom(uniqueName('wide'));
  await expect.poll(value).toBe('36');
  await ada.page.reload();
  await expect.poll(value).toBe('36');
  await divider.dblclick();
  await expect.poll(value).toBe('24');
});
