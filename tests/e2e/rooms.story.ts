import { expectAccessible } from './support/axe.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { addPeople, choosePerson, createAccount, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

test.beforeEach(({ watch }) => {
  // The browser reports refused logins of accounts, and requests that a closing page cancels.
  watch.allow(/status of 4/);
  watch.allow(SESSION_ENDED);
});

test('a room is created, found, joined and talked in from two browsers', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const room = uniqueName('tea');
  await ada.createRoom(room);
  await expect(ada.roomLink(room)).toHaveAttribute('aria-current', 'page');
  const text = uniqueText('Is anybody here?');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();

  await ben.chooseInMenu('Chat menu', 'Browse rooms');
  await ben.page.getByRole('searchbox', { name: 'Find a room by name' }).fill(room);
  // The list before is replaced when the answer is there.
  await expect(ben.page.getByRole('button', { name: /^Join / })).toHaveCount(1);
  await ben.press(`Join ${room}`);
  await expect(ben.roomHeading(room)).toBeVisible();
  await expect(ben.message(text)).toBeVisible();
  const answer = uniqueText('I am');
  await ben.say(answer);
  await expect(ada.message(answer)).toBeVisible();
  await expect(ada.page.getByRole('button', { name: '2 members' })).toBeVisible();
  await expect(ada.page.getByRole('list', { name: 'Members' })).toContainText(ben.name);

  await ben.openRoom('General');
  await expect(ben.message(answer)).toBeHidden();
  await ben.page.goBack();
  await expect(ben.roomHeading(room)).toBeVisible();
  await expect(ben.message(answer)).toBeVisible();
});

test('a name that is taken is refused with what to do', async ({ visit }) => {
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const room = uniqueName('twice');
  await ada.createRoom(room);
  await ada.chooseInMenu('Chat menu', 'New room');
  await ada.press('Create the room');
  await expect(ada.alert).toContainText('Enter a name.');
  await ada.page.getByRole('textbox', { name: 'Name' }).fill(room.toUpperCase());
  await ada.press('Create the room');
  await expect(ada.alert).toContainText('Another room has this name.');
});

test('a direct message reaches the other, with a number until it is read on any device', async ({ visit, join }) => {
  const ben = await join('Ben');
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const phone = await visit();
  await phone.login(ada.name, PASSWORD);

  await ben.chooseInMenu('Chat menu', 'New message');
  await choosePerson(ben, ada.name);
  await ben.press('Start writing');
  await expect(ben.roomHeading(ada.name)).toBeVisible();
  // Invisible to the other until something is said.
  await expect(ada.roomLink(ben.name)).toBeHidden();
  const text = uniqueText('Lunch?');
  await ben.say(text);

  for (const device of [ada, phone]) {
    await expect(device.roomLink(ben.name)).toHaveAccessibleName(/online, unread, 1 new message$/);
  }
  await ada.openRoom(ben.name);
  await expect(ada.message(text)).toBeVisible();
  for (const device of [ada, phone]) await expect(device.roomLink(ben.name)).not.toHaveAccessibleName(/unread/);
});

test('a mention is completed, notifies, and is collected in the inbox', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const room = uniqueName('plans');
  await ada.createRoom(room);
  await addPeople(ada, room, ben.name);
  await expect(ben.roomLink(room)).toBeVisible();

  await ada.composer.pressSequentially('Look, @be');
  await expect(ada.page.getByRole('option', { name: ben.name })).toBeVisible();
  await ada.composer.press('Enter');
  await expect(ada.composer).toHaveValue(`Look, @${ben.name} `);
  await expect(ada.page.getByText(`Notifies ${ben.name}`)).toBeVisible();
  await ada.composer.press('Enter');
  await expect(ada.sent('Look, @')).toBeVisible();

  await expect(ben.roomLink(room)).toHaveAccessibleName(/unread, 1 mention$/);
  await expect(ben.roomLink('Inbox')).toHaveAccessibleName(/1 mention$/);
  await ben.roomLink('Inbox').click();
  const mention = ben.page.getByRole('list', { name: 'Messages that mention you' }).getByRole('link');
  await expect(mention).toContainText(`Look, @${ben.name}`);
  const unread = ben.page.getByRole('list', { name: 'Unread rooms' }).getByRole('link');
  await expect(unread.filter({ hasText: room })).toContainText('1 new message');
  await expectAccessible(ben.page, 'the inbox');
  await mention.click();
  await expect(ben.roomHeading(room)).toBeVisible();
  await expect(ben.message('Look, @')).toBeVisible();
  await expect(ben.roomLink('Inbox')).not.toHaveAccessibleName(/mention/);
  await ben.roomLink('Inbox').click();
  await expect(mention).toHaveCount(1);
  await expect(unread.filter({ hasText: room })).toHaveCount(0);
});

test('an owner removes somebody from a private room, who then sees nothing of it', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const room = uniqueName('board');
  await ada.createRoom(room, 'Private');
  await addPeople(ada, room, ben.name);
  await ben.openRoom(room);
  const text = uniqueText('Between us');
  await ada.say(text);
  await expect(ben.message(text)).toBeVisible();
  const draft = uniqueText('I was about to say');
  await ben.composer.fill(draft);

  await ada.chooseInMenu(`Actions for ${ben.name}`, 'Remove from the room');
  await ada.press('Remove');
  await expect(ada.page.getByRole('list', { name: 'Members' })).not.toContainText(ben.name);
  await expect(ben.page.getByRole('heading', { name: `You were removed from ${room}` })).toBeVisible();
  await expect(ben.page.getByRole('region', { name: 'Your unsent text' })).toContainText(draft);
  await expect(ben.roomLink(room)).toBeHidden();
  await expectAccessible(ben.page, 'a room that one was removed from');
  await ben.page.reload();
  await expect(ben.page.getByRole('heading', { name: 'You cannot see this room' })).toBeVisible();
  await expectAccessible(ben.page, 'a room that cannot be seen');
  await ben.page.getByRole('link', { name: 'Go to General' }).click();
  await expect(ben.roomHeading('General')).toBeVisible();

  await addPeople(ada, room, ben.name);
  await ben.openRoom(room);
  await expect(ben.composer).toHaveValue(draft);
});

test('a link to a room that one is not in offers to join it', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const room = uniqueName('open door');
  await ada.createRoom(room);
  const text = uniqueText('Welcome');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();

  await ben.page.goto(new URL(ada.page.url()).pathname);
  await expect(ben.page.getByRole('heading', { name: room })).toBeVisible();
  await expectAccessible(ben.page, 'an offer to join');
  await ben.press(`Join ${room}`);
  await expect(ben.message(text)).toBeVisible();
  await expect(ben.roomLink(room)).toBeVisible();
});

test('nobody writes in an archived room, and what was typed waits until it is restored', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const room = uniqueName('attic');
  await ada.createRoom(room);
  await addPeople(ada, room, ben.name);
  await ben.openRoom(room);
  const draft = uniqueText('Half a thought');
  await ben.composer.fill(draft);

  await ada.chooseInMenu('Room menu', 'Archive the room');
  await ada.press('Archive');
  await expect(ada.composer).toBeHidden();
  await expect(ben.page.getByText('nobody can write here. An owner can restore it.')).toBeVisible();
  await expect(ben.composer).toHaveValue(draft);
  await expect(ben.composer).not.toBeEditable();
  await expect(ben.page.getByRole('button', { name: 'Send' })).toBeHidden();
  await expect(ben.page.getByRole('button', { name: 'Restore' })).toBeHidden();
  await expectAccessible(ben.page, 'an archived room');

  await ada.press('Restore');
  await expect(ada.composer).toBeEditable();
  await expect(ben.composer).toBeEditable();
  await ben.composer.press('Enter');
  await expect(ada.message(draft)).toBeVisible();
});

test('a room is renamed, archived, restored and left', async ({ visit }) => {
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const [before, after] = [uniqueName('before'), uniqueName('after')];
  await ada.createRoom(before);
  await ada.chooseInMenu('Room menu', 'Name and topic');
  await ada.page.getByRole('textbox', { name: 'Name' }).fill(after);
  await ada.press('Save');
  await expect(ada.roomHeading(after)).toBeVisible();
  await ada.press('Add a topic');
  await expect(ada.page.getByRole('textbox', { name: 'Topic' })).toBeFocused();
  await ada.page.keyboard.type('What it is about');
  await ada.page.keyboard.press('Enter');
  await expect(ada.page.getByText('What it is about')).toBeVisible();
  await expect(ada.page.getByRole('button', { name: 'Add a topic' })).toBeHidden();

  await ada.chooseInMenu('Room menu', 'Archive the room');
  await ada.press('Archive');
  await expect(ada.page.getByText('This room is archived: nobody can write here.')).toBeVisible();
  await expect(ada.roomLink(after)).toBeHidden();
  await ada.chooseInMenu('Room menu', 'Restore the room');
  await expect(ada.roomLink(after)).toBeVisible();

  await ada.chooseInMenu('Room menu', 'Leave the room');
  await ada.press('Leave');
  await expect(ada.roomHeading('General')).toBeVisible();
  await expect(ada.roomLink(after)).toBeHidden();
});

test('a phone shows one pane at a time, and Back leads to the list', async ({ visit }) => {
  const phone = await visit(PHONE);
  await phone.login(await createAccount('Ada'), PASSWORD);
  await expect(phone.roomHeading('General')).toBeVisible();
  await expect(phone.rooms).toBeHidden();
  await phone.goToList();
  await expect(phone.composer).toBeHidden();
  await expect(phone.roomLink('General')).toBeFocused();
  await expectAccessible(phone.page, 'the list of rooms on a phone');

  const room = uniqueName('pocket');
  await phone.createRoom(room);
  await expect(phone.rooms).toBeHidden();
  await phone.page.getByRole('button', { name: '1 member' }).tap();
  await expect(phone.dialog('Members')).toBeVisible();
  await expect(phone.page.getByRole('list', { name: 'Members' })).toContainText(phone.name);
  await phone.page.goBack();
  await expect(phone.dialog('Members')).toBeHidden();
  await expect(phone.roomHeading(room)).toBeVisible();
  await phone.page.goBack();
  await expect(phone.rooms).toBeVisible();
  await phone.openRoom(room);
});

test('the switcher finds public rooms that one has not joined, also after a failure', async ({ visit, watch }) => {
  watch.allow(/net::ERR_FAILED/);
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const room = uniqueName('library');
  await ada.createRoom(room);

  await ben.page.route('**/rooms/public*', (route) => route.abort());
  await ben.page.keyboard.press('Control+k');
  const field = ben.page.getByRole('combobox', { name: 'Room or person' });
  await field.fill(room);
  await expect(ben.alert).toContainText('Cannot reach the chat');
  await expectAccessible(ben.page, 'the switcher whose search failed');
  await ben.page.unroute('**/rooms/public*');
  await ben.press('Try again');
  await expect(ben.page.getByRole('option', { name: `${room} not joined` })).toHaveAttribute('aria-selected', 'true');
  await expect(ben.alert).toHaveCount(0);
  await expect(field).toBeFocused();
  await ben.page.keyboard.press('Enter');
  await ben.press(`Join ${room}`);
  await expect(ben.roomHeading(room)).toBeVisible();
  await ben.page.keyboard.press('Control+k');
  await field.fill(room);
  await expect(ben.page.getByRole('option', { name: room })).toHaveCount(1);
  await expect(ben.page.getByRole('option', { name: 'not joined' })).toHaveCount(0);
});

test('rooms are reached by keyboard: the switcher, the next unread room, arrows in the list', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const [first, second] = [uniqueName('alpha'), uniqueName('beta')];
  await ada.createRoom(first);
  await ada.createRoom(second);
  await addPeople(ada, second, ben.name);

  await ada.page.keyboard.press('Control+k');
  await expectAccessible(ada.page, 'the switcher');
  await ada.page.getByRole('combobox', { name: 'Room or person' }).fill(first);
  await ada.page.keyboard.press('Enter');
  await expect(ada.roomHeading(first)).toBeVisible();
  await expect(ada.composer).toBeFocused();

  await ben.openRoom(second);
  await ben.say(uniqueText('News'));
  await expect(ada.roomLink(second)).toHaveAccessibleName(/unread/);
  await ada.page.keyboard.press('Alt+Shift+ArrowDown');
  await expect(ada.roomHeading(second)).toBeVisible();

  await ada.roomLink(first).focus();
  await ada.page.keyboard.press('ArrowDown');
  await expect(ada.roomLink(second)).toBeFocused();
  await ada.page.keyboard.press('ArrowUp');
  await ada.page.keyboard.press('Enter');
  await expect(ada.roomHeading(first)).toBeVisible();
});

test('axe-core finds nothing in the dialogs about rooms', async ({ visit }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const ada = await visit({ colorScheme });
    await ada.login(await createAccount('Ada'), PASSWORD);
    await ada.createRoom(uniqueName('axe'));
    await expectAccessible(ada.page, 'a room with its members');
    await ada.press('Room menu');
    await expectAccessible(ada.page, 'the menu of a room');
    await ada.page.keyboard.press('Escape');
    for (const item of ['New room', 'Browse rooms', 'New message', 'Keyboard shortcuts']) {
      await ada.chooseInMenu('Chat menu', item);
      await expect(ada.dialog(item)).toBeVisible();
      await expectAccessible(ada.page, item);
      await ada.page.keyboard.press('Escape');
      await expect(ada.dialog(item)).toBeHidden();
    }
  }
});
