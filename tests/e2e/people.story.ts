import { Bot } from './support/api.ts';
import { expectAccessible } from './support/axe.ts';
import { admin } from './support/environment.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { createMember, loginAsAdmin, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

const HOUR_MS = 3_600_000;

test.beforeEach(({ watch }) => {
  // The login asks for the password of an account.
  watch.allow(/status of 401/);
  // The browser reports requests that a closing page cancels.
  watch.allow(SESSION_ENDED);
});

test('an administrator renames the chat, whose name is in the title, at the login and above the rooms', async ({
  visit,
  watch,
}) => {
  watch.allow(/net::ERR_FAILED/);
  const chief = await visit();
  await loginAsAdmin(chief);
  const name = uniqueName('Harbour');
  const field = chief.page.getByRole('textbox', { name: 'Name of the chat' });
  await chief.chooseInMenu('Chat menu', 'Rename the chat');
  await field.clear();
  await chief.press('Save');
  await expect(chief.alert).toHaveText('Enter a name for the chat.');
  await expectAccessible(chief.page, 'the dialog that renames the chat');
  await chief.page.route('**/about', (route) => route.abort());
  await field.fill(name);
  await chief.press('Save');
  await expect(chief.alert).toContainText('Cannot reach the chat');
  await expect(field).toHaveValue(name);
  await chief.page.unroute('**/about');
  try {
    await field.press('Enter');
    await expect(field).toBeHidden();
    await expect(chief.rooms.getByText(name)).toBeVisible();
    await expect(chief.page).toHaveTitle(new RegExp(name));
    const ada = await visit();
    // Another replica may know the name before for ten seconds.
    await expect(async () => {
      await ada.page.reload();
      await expect(ada.page).toHaveTitle(name, { timeout: 1_000 });
    }).toPass();
    await expect(ada.page.getByRole('heading', { name })).toBeVisible();
    await ada.login(uniqueName('Ada'));
    await expect(ada.rooms.getByText(name)).toBeVisible();
    await expect(ada.page).toHaveTitle(name);
  } finally {
    await (await Bot.login(admin?.name ?? '', admin?.password)).renameChat('Chat');
  }
});

test("whether somebody is there, and their status, stands at a direct message's row and heading", async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  const [adasAccount, bensAccount] = [await createMember('Ada'), await createMember('Ben')];
  await ada.login(adasAccount.name, PASSWORD);
  await ben.login(bensAccount.name, PASSWORD);
  await ada.startDirect(ben.name);
  const row = ada.roomLink(ben.name);
  const header = ada.page.getByRole('banner');
  await expect(row).toHaveAccessibleName(/, online$/);
  await expect(header).toContainText('Online');

  await bensAccount.updateProfile({ status: { emoji: '🌴', text: 'On holiday' } });
  await expect(header).toContainText('Online · 🌴 On holiday');
  await expect(row.getByRole('img', { name: '🌴 On holiday' })).toBeVisible();
  await bensAccount.updateProfile({ doNotDisturbUntil: new Date(Date.now() + HOUR_MS).toISOString() });
  await expect(header).toContainText('Do not disturb · 🌴 On holiday');
  await expect(row).toHaveAccessibleName(/, do not disturb$/);
  await expect(ben.rooms.getByText('🌴 On holiday')).toBeVisible();
  await expectAccessible(ada.page, 'a direct room');

  await ben.logout();
  await expect(header).toContainText(/Last seen .* · 🌴 On holiday/);
  await expect(row).not.toHaveAccessibleName(/disturb/);
});

test('the page reports that somebody uses it, and not that a tab is open', async ({ visit }) => {
  const ada = await visit();
  await ada.login((await createMember('Ada')).name, PASSWORD);
  let reports = 0;
  ada.page.on('request', (request) => (reports += Number(request.url().endsWith('/users/me/activity'))));
  const reload = await ada.openTab();
  await expect(reload.composer).toBeVisible();
  expect(reports).toBe(0);
  // The login was an input a moment ago: the next report follows a minute later.
  await ada.page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith('chat:active:')) localStorage.removeItem(key);
  });
  const report = reload.page.waitForResponse(/users\/me\/activity/);
  await reload.composer.press('a');
  expect((await report).status()).toBe(204);
});

test('a name leads to a card with who it is, the rooms in common, and a way to write', async ({ visit }) => {
  const [adasAccount, bensAccount] = [await createMember('Ada'), await createMember('Ben')];
  await bensAccount.updateProfile({ title: 'Mathematician', timeZone: 'Asia/Tokyo', status: { text: 'Reading' } });
  const ada = await visit();
  await ada.login(adasAccount.name, PASSWORD);
  const room = uniqueName('tea');
  await ada.createRoom(room);
  const { pathname } = new URL(ada.page.url());
  const id = pathname.slice('/r/'.length);
  await bensAccount.join(id);
  const text = uniqueText('Hello');
  await bensAccount.say(text, id);
  await ada.message(text).getByRole('button', { name: bensAccount.name }).click();
  const card = ada.dialog(bensAccount.name);
  await expect(card).toBeVisible();
  for (const fact of ['Mathematician', 'Reading', 'Local time'])
    await expect(ada.page.getByText(fact, { exact: true })).toBeVisible();
  await expectAccessible(ada.page, 'a card');
  await ada.page.getByRole('list', { name: 'Rooms in common' }).getByRole('link', { name: 'General' }).click();
  await expect(card).toBeHidden();
  await expect(ada.roomHeading('General')).toBeVisible();

  // By keyboard, from the members.
  await ada.openRoom(room);
  const member = ada.page
    .getByRole('list', { name: 'Members' })
    .getByRole('button', { name: bensAccount.name, exact: true });
  await member.focus();
  await ada.page.keyboard.press('Enter');
  await expect(card).toBeVisible();
  await ada.page.keyboard.press('Escape');
  await expect(member).toBeFocused();
  await member.click();
  await ada.press('Message');
  await expect(ada.roomHeading(bensAccount.name)).toBeVisible();
});

test('on a phone a card comes from below, and Back closes it', async ({ visit }) => {
  const ben = await createMember('Ben');
  await ben.connect();
  const text = uniqueText('Hello');
  await ben.say(text);
  const ada = await visit({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await ada.login(uniqueName('Ada'));
  await ada.message(text).getByRole('button', { name: ben.name }).tap();
  const card = ada.dialog(ben.name);
  await expect(card).toBeVisible();
  const edges = async () => {
    const box = await card.boundingBox();
    return [box?.x, Math.round((box?.y ?? 0) + (box?.height ?? 0)), box?.width];
  };
  // It slides in.
  await expect.poll(edges).toEqual([0, 844, 390]);
  await ada.page.goBack();
  await expect(card).toBeHidden();
  await expect(ada.message(text)).toBeVisible();
});
