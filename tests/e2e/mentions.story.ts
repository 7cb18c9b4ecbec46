import { expectAccessible } from './support/axe.ts';
import { Bot } from './support/api.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { addPeople, createAccount, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test.beforeEach(({ watch }) => {
  // The browser reports refused logins of accounts, and requests that a closing page cancels.
  watch.allow(/status of 4/);
  watch.allow(SESSION_ENDED);
});

test('somebody outside the room is offered after its people, and added before the message is sent', async ({
  visit,
}) => {
  const [ada, carol] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await carol.login(await createAccount('Carol'), PASSWORD);
  const room = uniqueName('plans');
  await ada.createRoom(room);

  await ada.composer.pressSequentially(`Ask @${carol.name}`);
  const option = ada.page.getByRole('option', { name: carol.name });
  await expect(option).toContainText('not in this room');
  await ada.composer.press('Enter');
  await expect(ada.page.getByText(`Not in this room: ${carol.name}`)).toBeVisible();
  await ada.composer.press('Enter');
  await expect(ada.dialog(`Add ${carol.name} to ${room}?`)).toBeVisible();
  await expectAccessible(ada.page, 'the question about somebody outside');
  await ada.press('Cancel');
  await expect(ada.composer).toHaveValue(`Ask @${carol.name} `);

  await ada.composer.press('Enter');
  await ada.press('Send without notifying');
  await expect(ada.sent('Ask @')).toBeVisible();
  await expect(carol.roomLink(room)).toBeHidden();

  // Typed in full, and in another case, the name counts without a choice.
  const text = uniqueText(`Welcome @${carol.name.toUpperCase()} here`);
  await ada.composer.fill(text);
  await ada.composer.press('Escape');
  await ada.composer.press('Enter');
  await ada.press('Add and send');
  await expect(ada.sent(text)).toBeVisible();
  await expect(carol.roomLink(room)).toHaveAccessibleName(/1 mention$/);
});

test('who may not add somebody is not offered them, and a name typed in full notifies', async ({ visit, join }) => {
  const [ada, ben] = [await visit(), await visit()];
  const guest = await join('Gus');
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const room = uniqueName('board');
  await ada.createRoom(room, 'Private');
  await addPeople(ada, room, ben.name);
  await ben.openRoom(room);

  await ben.composer.fill(`@${guest.name}`);
  await expect(ben.page.getByRole('option')).toHaveCount(0);
  await ben.composer.fill(`Thanks, @${ada.name.toLowerCase()}!`);
  await expect(ben.page.getByText(`Notifies ${ada.name.toLowerCase()}`)).toBeVisible();
  await ben.composer.press('Escape');
  await ben.composer.press('Enter');
  await expect(ada.message('Thanks, @')).toBeVisible();
  await expect(ada.message('Thanks, @').locator('.at.self')).toBeVisible();
});

test('everybody in a room is notified by @room, after a question if they are many', async ({ visit, join }) => {
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const ben = await visit();
  await ben.login(await createAccount('Ben'), PASSWORD);
  const room = uniqueName('crowd');
  await ada.createRoom(room);
  await addPeople(ada, room, ben.name);
  await ada.composer.pressSequentially('Tea is ready @roo');
  await ada.composer.press('Enter');
  await expect(ada.page.getByText('Notifies everybody (1)')).toBeVisible();
  await ada.composer.press('Enter');
  await expect(ada.sent('Tea is ready @room')).toBeVisible();
  await expect(ben.roomLink(room)).toHaveAccessibleName(/1 mention$/);

  const address = new URL(ada.page.url()).pathname.split('/')[2] ?? '';
  for (let index = 0; index < 5; index += 1) {
    await (await Bot.login(await createAccount('Crowd'), PASSWORD)).join(address);
  }
  await expect(ada.page.getByRole('button', { name: '7 members' })).toBeVisible();
  await ada.composer.fill('Cake is ready @room');
  await expect(ada.page.getByText('Notifies everybody (6)')).toBeVisible();
  await ada.composer.press('Escape');
  await ada.composer.press('Enter');
  await expect(ada.page.getByText('The message notifies 6 people.')).toBeVisible();
  await ada.press('Notify everybody');
  await expect(ada.sent('Cake is ready @room')).toBeVisible();
  await expect(ben.roomLink(room)).toHaveAccessibleName(/2 mentions$/);

  const guest = await join('Gus');
  await guest.composer.fill('@room');
  await expect(guest.page.getByRole('option', { name: 'room', exact: true })).toHaveCount(0);
  await guest.composer.fill('');
});

test('a room after # becomes a link for those who are in it, and follows its name', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const [closed, open, renamed] = [uniqueName('closed'), uniqueName('open'), uniqueName('renamed')];
  await ada.createRoom(closed, 'Private');
  await ada.createRoom(open);
  await addPeople(ada, open, ben.name);
  await ben.openRoom(open);
  await ada.composer.pressSequentially(`More in #${closed.slice(0, 12)}`);
  await expect(ada.page.getByRole('option', { name: closed })).toBeVisible();
  await ada.composer.press('Enter');
  await ada.composer.press('Enter');

  await expect(ben.message(`More in #${closed}`)).toBeVisible();
  await expect(ben.message('More in').getByRole('link')).toHaveCount(0);
  await ada
    .message('More in')
    .getByRole('link', { name: `#${closed}` })
    .click();
  await expect(ada.roomHeading(closed)).toBeVisible();

  await ada.chooseInMenu('Room menu', 'Name and topic');
  await ada.page.getByRole('textbox', { name: 'Name' }).fill(renamed);
  await ada.press('Save');
  await ada.openRoom(open);
  await expect(ada.message('More in').getByRole('link', { name: `#${renamed}` })).toBeVisible();
  await expect(ben.message(`More in #${closed}`)).toBeVisible();
});
