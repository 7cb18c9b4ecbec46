import type { Person } from '../../testkit/browser/person.ts';
import { expectAccessible } from './support/axe.ts';
import { uniqueText } from './support/names.ts';
import { createMember, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test.beforeEach(({ watch }) => {
  // The login asks for the password of an account.
  watch.allow(/status of 401/);
  // The browser reports requests that a closing page cancels.
  watch.allow(SESSION_ENDED);
});

const MINUTE_MS = 60_000;

const opener = ({ page }: Person) => page.getByRole('button', { name: /Your status$/ });
const field = ({ page }: Person) => page.getByRole('textbox', { name: 'What are you doing?' });
const ends = ({ page }: Person) => page.getByRole('combobox', { name: 'Show it for' });
const dnd = ({ page }: Person) => page.getByRole('combobox', { name: 'Do not disturb' });

async function openStatus(person: Person): Promise<void> {
  await opener(person).click();
  await expect(field(person)).toBeFocused();
}

async function saveStatus(person: Person): Promise<void> {
  await person.press('Save status');
  await expect(person.dialog('Your status')).toBeHidden();
}

test('others and all of one’s devices see a status, and that one wants no disturbance', async ({ visit }) => {
  const [ada, ben, phone] = [await visit(), await visit(), await visit()];
  const [adasAccount, bensAccount] = [await createMember('Ada'), await createMember('Ben')];
  await ada.login(adasAccount.name, PASSWORD);
  await phone.login(adasAccount.name, PASSWORD);
  await ben.login(bensAccount.name, PASSWORD);
  await ben.startDirect(ada.name);
  const header = ben.page.getByRole('banner');
  const row = ben.roomLink(ada.name);

  await openStatus(ada);
  await expectAccessible(ada.page, 'the dialog of an empty status');
  await ada.page.getByRole('button', { name: /On holiday/ }).click();
  await expect(field(ada)).toHaveValue('On holiday');
  await expect(ends(ada)).toHaveValue('week');
  await field(ada).fill('At the sea');
  await dnd(ada).selectOption('1 hour');
  await expectAccessible(ada.page, 'the dialog of a status');
  await saveStatus(ada);
  await expect(header).toContainText('Do not disturb · 🌴 At the sea');
  await expect(row).toHaveAccessibleName(/, do not disturb$/);
  await expect(row.locator('.avatar.dnd')).toBeVisible();
  await expect(phone.rooms.getByText('🌴 At the sea')).toBeVisible();

  const text = uniqueText('Hello');
  const room = await bensAccount.openDirect(adasAccount.sub);
  // The conversation begins for her with the first message of the one who opened it.
  await bensAccount.say(uniqueText('Hello'), room);
  await adasAccount.say(text, room);
  await ben.message(text).getByRole('button', { name: ada.name }).click();
  await expect(ben.page.getByText(/^until Monday/)).toBeVisible();
  await expect(ben.page.getByText(/Do not disturb until \S/)).toBeVisible();
  await ben.page.keyboard.press('Escape');

  // The other device begins with what this one has set.
  await openStatus(phone);
  await expect(field(phone)).toHaveValue('At the sea');
  await expect(dnd(phone)).toHaveValue('kept');
  await dnd(phone).selectOption('Off');
  await phone.press('Remove status');
  await expect(header).not.toContainText('At the sea');
  await expect(row).toHaveAccessibleName(/, online$/);
  await expect(ada.rooms.getByText('🌴 At the sea')).toBeHidden();
});

test('a status with a chosen end is checked, and gone after its end', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  const [adasAccount, bensAccount] = [await createMember('Ada'), await createMember('Ben')];
  await ada.login(adasAccount.name, PASSWORD);
  await ben.login(bensAccount.name, PASSWORD);
  await ben.startDirect(ada.name);
  const header = ben.page.getByRole('banner');
  await expect(opener(ada)).toHaveAccessibleName(new RegExp(`^${ada.name}\\s+Online\\s+Your status$`));
  await expect(opener(ada)).toHaveAccessibleDescription('');
  await openStatus(ada);
  await expect(ada.page.getByRole('group', { name: 'Notifications' })).toContainText('Others see it');
  await ada.page.getByRole('textbox', { name: 'Emoji' }).fill('☕☕');
  await ada.page.keyboard.press('Enter');
  await expect(ada.alert).toContainText('Say in words');
  await expect(field(ada)).toBeFocused();
  await field(ada).fill('Tea');
  await ada.page.keyboard.press('Enter');
  await expect(ada.alert).toContainText('Choose one emoji');
  await ada.page.getByRole('button', { name: '☕', exact: true }).click();
  await ends(ada).selectOption('Until a chosen time…');
  const time = ada.page.getByLabel('Date and time');
  await time.fill('2020-01-01T10:00');
  await ada.page.keyboard.press('Enter');
  await expect(ada.alert).toContainText('Choose a time that is ahead');
  await expect(time).toBeFocused();
  await ada.page.keyboard.press('Escape');
  await expect(ada.dialog('Your status')).toBeHidden();
  await expect(opener(ada)).toBeFocused();

  await adasAccount.updateProfile({ status: { text: 'Tea', until: new Date(Date.now() + MINUTE_MS).toISOString() } });
  await expect(header).toContainText('Online · Tea');
  // A response may bring the server's time in between: the next attempt is later than that, too.
  let later = Date.now();
  await expect(async () => {
    await ben.page.clock.setFixedTime((later += 2 * MINUTE_MS));
    await ben.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await expect(header).not.toContainText('Tea', { timeout: 1_000 });
  }).toPass();
});

test('title, time zone and "last seen" are set in the settings', async ({ visit, watch }) => {
  // A title with a control character.
  watch.allow(/status of 400/);
  const [ada, ben] = [await visit(), await visit()];
  const [adasAccount, bensAccount] = [await createMember('Ada'), await createMember('Ben')];
  await ada.login(adasAccount.name, PASSWORD);
  await ada.openSettings();
  await ada.page.getByRole('textbox', { name: 'Title' }).fill('Mathematician');
  await ada.page.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Tokyo');
  await ada.page.getByRole('checkbox', { name: 'Others see when I was here last' }).uncheck();
  await expectAccessible(ada.page, 'the settings');
  await ada.press('Save profile');
  await expect(ada.page.getByText('Saved.')).toBeVisible();
  await ada.page.getByRole('textbox', { name: 'Title' }).fill('Mathe\u0007matician');
  await ada.press('Save profile');
  await expect(ada.alert).toContainText('A title is one line');
  const title = ada.page.getByRole('textbox', { name: 'Title' });
  await expect(title).toBeFocused();

  // What another device changes meanwhile stays, and is shown.
  await adasAccount.updateProfile({ title: 'Poet' });
  await title.fill('Mathematician');
  await ada.page.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Seoul');
  await ada.press('Save profile');
  await expect(ada.page.getByText('Saved.')).toBeVisible();
  await expect(title).toHaveValue('Poet');
  await ada.press('Close');

  const text = uniqueText('Hello');
  await adasAccount.say(text);
  await ben.login(bensAccount.name, PASSWORD);
  await ada.logout();
  await ben.message(text).getByRole('button', { name: ada.name }).click();
  await expect(ben.page.getByText('Poet', { exact: true })).toBeVisible();
  await expect(ben.page.getByTitle('Asia/Seoul')).toBeVisible();
  await expect(ben.page.getByText('Last seen')).toBeHidden();
});

test('the profile that could not be loaded is loaded with a button', async ({ visit, watch }) => {
  watch.allow(/ERR_FAILED/);
  const ada = await visit();
  const { page } = ada;
  const account = await createMember('Ada');
  await ada.login(account.name, PASSWORD);
  // Once the page is connected, nothing but the button loads the profile again.
  for (const text of [uniqueText('One'), uniqueText('Two')]) {
    await account.say(text);
    await expect(ada.message(text)).toBeVisible();
  }
  const isProfile = (url: URL) => url.pathname === '/api/users/me';
  await page.route(isProfile, (route) => route.abort());
  await ada.openSettings();
  const form = page.locator('profile-form');
  await expect(form.getByRole('alert')).toContainText('Cannot reach the chat');
  await page.unroute(isProfile);
  await form.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('textbox', { name: 'Title' })).toBeFocused();
  await expect(form.getByRole('alert')).toBeEmpty();
});

test('on a phone the status is set in the list of rooms, from below', async ({ visit }) => {
  const ada = await visit({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  await ada.login((await createMember('Ada')).name, PASSWORD);
  await ada.goToList();
  await opener(ada).tap();
  const dialog = ada.dialog('Your status');
  await expect(field(ada)).toBeVisible();
  const box = await dialog.boundingBox();
  expect([box?.x, Math.round((box?.y ?? 0) + (box?.height ?? 0)), box?.width]).toEqual([0, 844, 390]);
  await expectAccessible(ada.page, 'the status on a phone');
  await ada.page.getByRole('button', { name: /In a meeting/ }).tap();
  await saveStatus(ada);
  await expect(ada.rooms.getByText('📅 In a meeting')).toBeVisible();
  await opener(ada).tap();
  await expect(field(ada)).toHaveValue('In a meeting');
  await ada.page.goBack();
  await expect(dialog).toBeHidden();
});
