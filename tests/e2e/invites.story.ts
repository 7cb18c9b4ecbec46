import type { Person } from '../../testkit/browser/person.ts';
import { expectAccessible } from './support/axe.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { createAccount, loginAsAdmin, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

const PHONE = { viewport: { width: 390, height: 844 } };

test.beforeEach(({ watch }) => {
  // The browser reports refused logins of accounts, and invites that have ended.
  watch.allow(/status of 4/);
  watch.allow(SESSION_ENDED);
});

/** Makes a link for the room that is open. */
async function makeLink({ page }: Person, uses?: string): Promise<string> {
  await page.getByRole('button', { name: 'Room menu', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Invite by link' }).click();
  if (uses !== undefined) await page.getByLabel('Who can join').selectOption({ label: uses });
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = page.getByRole('textbox', { name: 'Link' });
  await expect(link).toHaveValue(/\/join#[\w-]{22,}$/);
  return await link.inputValue();
}

test('a link brings a guest, somebody with an account and somebody logged in into a private room', async ({
  visit,
  join,
}) => {
  const ada = await visit();
  const host = await createAccount('Ada');
  await ada.login(host, PASSWORD);
  const room = uniqueName('harbour');
  await ada.createRoom(room, 'Private');
  const text = uniqueText('Welcome aboard');
  await ada.say(text);
  const link = await makeLink(ada);
  await expectAccessible(ada.page, 'the links of a room');
  await ada.press('Close');

  const guest = await visit(PHONE);
  await guest.page.goto(link);
  await expect(guest.page.getByRole('heading', { name: `Join ${room}` })).toBeVisible();
  await expect(guest.page.getByText(`${host} invites you to this room.`)).toBeVisible();
  expect(new URL(guest.page.url()).hash).toBe('');
  await expectAccessible(guest.page, 'an invite on a phone');
  // The code outlives a reload, but is not in the address.
  await guest.page.reload();
  await guest.submitLogin(uniqueName('Gil'));
  await expect(guest.roomHeading(room)).toBeVisible();
  await expect(guest.message(text)).toBeVisible();
  await expect(guest.roomLink('General')).toHaveCount(0);

  const known = await visit();
  const name = await createAccount('Ben');
  await known.page.goto(link);
  await known.press('I have an account');
  await known.submitLogin(name);
  await known.submitPassword(PASSWORD);
  await expect(known.message(text)).toBeVisible();

  const cleo = await join('Cleo');
  await cleo.page.goto(link);
  await expect(cleo.page.getByText(`You are logged in as ${cleo.name}.`)).toBeVisible();
  await cleo.press(`Join ${room}`);
  await expect(cleo.message(text)).toBeVisible();
  await expect(ada.page.getByRole('button', { name: '4 members' })).toBeVisible();
});

test('a link that was used up, revoked or cut says so, and what to do', async ({ visit, join }) => {
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const room = uniqueName('pier');
  await ada.createRoom(room);
  const link = await makeLink(ada, '1 person');
  const [ben, cleo] = await Promise.all([join('Ben'), join('Cleo')]);
  await ben.page.goto(link);
  await ben.press(`Join ${room}`);
  await expect(ben.roomHeading(room)).toBeVisible();

  await cleo.page.goto(link);
  await expect(cleo.page.getByRole('heading', { name: 'This invite does not work' })).toBeVisible();
  await expect(cleo.alert).toContainText('used up');
  await expectAccessible(cleo.page, 'an invite that has ended');

  await ada.press('Make another link');
  const links = ada.page.getByRole('list', { name: 'Links of this room' }).getByRole('listitem');
  await expect(links).toHaveCount(2);
  await expect(links.first()).toContainText('0 of 1 joined');
  for (const number of [1, 2]) {
    const name = new RegExp(`^Revoke link ${number}, by ${ada.name}: 0 of 1 joined · until `);
    await expect(links.nth(number - 1).getByRole('button')).toHaveAccessibleName(name);
  }
  const other = await ada.page.getByRole('textbox', { name: 'Link' }).inputValue();
  await links
    .first()
    .getByRole('button', { name: /^Revoke/ })
    .click();
  await expect(ada.page.getByText('Nobody can join with it any more.')).toBeVisible();
  await ada.press('Revoke');
  await expect(links).toHaveCount(1);
  await cleo.page.goto('/');
  await cleo.page.goto(other);
  await expect(cleo.alert).toContainText('revoked');

  await cleo.page.goto('/');
  await cleo.page.goto('/join#cut');
  await expect(cleo.alert).toContainText('This link is not complete.');
  await cleo.press('Go to the chat');
  await expect(cleo.composer).toBeVisible();
});

test('an administrator invites somebody into the chat, who gets an account', async ({ visit }) => {
  const chief = await visit();
  await loginAsAdmin(chief);
  await chief.openRoom('General');
  const link = await makeLink(chief, '1 person');

  const ada = await visit();
  await ada.page.goto(link);
  await expect(ada.page.getByText('the invite makes your account')).toBeVisible();
  await expectAccessible(ada.page, 'an invite that makes an account');
  await ada.nickname.fill(uniqueName('Ada'));
  await ada.password.fill('short');
  await ada.press('Make the account and join');
  await expect(ada.alert).toContainText('Use at least 8 characters.');
  await ada.password.fill(PASSWORD);
  await ada.press('Make the account and join');
  await expect(ada.roomHeading('General')).toBeVisible();
  await ada.openSettings();
  await expect(ada.page.getByRole('button', { name: 'Change password' })).toBeVisible();
});
