import type { Person } from '../../testkit/browser/person.ts';
import { Bot } from './support/api.ts';
import { expectAccessible } from './support/axe.ts';
import { uniqueName } from './support/names.ts';
import { createAccount, createMember, loginAsAdmin } from './support/rooms.ts';
import { expect, test } from './support/story.ts';

const PASSWORD = 'correct horse battery staple';
const PHONE = { viewport: { width: 320, height: 568 } };

// What the browser reports about ended sessions and refused logins.
test.beforeEach(({ watch }) => watch.allow(/status of 40[134]/));

async function openPeople(chief: Person): Promise<void> {
  await loginAsAdmin(chief);
  await choosePeople(chief);
}

async function choosePeople(chief: Person): Promise<void> {
  await chief.chooseInMenu('Chat menu', 'People');
  await expect(chief.page.getByRole('heading', { name: 'People', level: 1 })).toBeVisible();
}

async function find(chief: Person, name: string): Promise<void> {
  await chief.page.getByRole('searchbox').fill(name);
  await expect(chief.page.getByRole('main').getByRole('listitem')).toHaveCount(1);
}

test('an administrator disables, enables and deletes an account, on a phone', async ({ visit, join }) => {
  const [chief, ada, wide] = await Promise.all([visit(PHONE), join('Ada'), createAccount('A'.repeat(23))]);
  await ada.setPassword(PASSWORD);
  await loginAsAdmin(chief);
  await chief.goToList();
  await choosePeople(chief);
  await expectAccessible(chief.page, 'the accounts on a phone');
  await find(chief, wide);
  await expect(chief.page.getByRole('button', { name: `Actions for ${wide}` })).toBeInViewport({ ratio: 1 });
  await find(chief, ada.name);

  await chief.chooseInMenu(`Actions for ${ada.name}`, 'Disable');
  await expectAccessible(chief.page, 'the question before an account is disabled');
  await chief.press('Disable');
  await expect(ada.nickname).toBeVisible();
  await ada.submitLogin(ada.name);
  await ada.submitPassword(PASSWORD);
  await expect(ada.alert).toContainText('disabled');

  await chief.chooseInMenu(`Actions for ${ada.name}`, 'Enable');
  await expect(chief.page.getByText('Disabled', { exact: true })).toBeHidden();
  await ada.submitPassword(PASSWORD);
  await expect(ada.composer).toBeVisible();

  await chief.chooseInMenu(`Actions for ${ada.name}`, 'Delete the account');
  await chief.press('Delete the account');
  await expect(ada.nickname).toBeVisible();
  await expect(chief.page.getByText('Nobody has such a name.')).toBeVisible();
  await ada.submitLogin(ada.name);
  await expect(ada.alert).toBeVisible();
  await expect(ada.composer).toBeHidden();
});

test('an administrator makes another one, who sees the page, and removes the role', async ({ visit, join }) => {
  const [chief, ada] = await Promise.all([visit(), join('Ada')]);
  await ada.setPassword(PASSWORD);
  await ada.page.goto('/people');
  await expect(ada.page.getByRole('heading', { name: 'This page is for administrators' })).toBeVisible();
  await expectAccessible(ada.page, 'the page of people for everybody else');

  await openPeople(chief);
  await find(chief, ada.name);
  await chief.chooseInMenu(`Actions for ${ada.name}`, 'Make administrator');
  await expect(chief.page.getByText(/Administrators manage people and public rooms/)).toBeVisible();
  await chief.press('Make administrator');
  await expect(chief.page.getByRole('main').getByText('Administrator', { exact: true })).toBeVisible();
  await ada.page.reload();
  await expect(ada.page.getByRole('list', { name: 'Accounts' })).toContainText(ada.name);

  await chief.chooseInMenu(`Actions for ${ada.name}`, 'Remove as administrator');
  await chief.press('Remove as administrator');
  await expect(chief.page.getByRole('main').getByText('Administrator', { exact: true })).toBeHidden();
  await ada.page.reload();
  await expect(ada.page.getByRole('heading', { name: 'This page is for administrators' })).toBeVisible();
});

test('a link for a new password is shown once, to copy, and works', async ({ visit, join }) => {
  const [chief, ada] = await Promise.all([visit(), join('Ada')]);
  await ada.setPassword(PASSWORD);
  await openPeople(chief);
  await find(chief, ada.name);
  await chief.chooseInMenu(`Actions for ${ada.name}`, 'Link for a new password');
  await chief.press('Make the link');
  const field = chief.page.getByRole('textbox', { name: 'Link' });
  await expect(field).toHaveValue(/\/reset#[\w-]{43}$/);
  await chief.press('Copy');
  await expect(chief.page.getByRole('button', { name: 'Copied' })).toBeVisible();
  await expectAccessible(chief.page, 'a link for a new password');
  const link = await field.inputValue();
  await chief.press('Done');
  await expect(field).toBeHidden();

  const other = await visit();
  await other.page.goto(link);
  await other.page.getByLabel('New password').fill('paper lantern over water');
  await other.press('Save and log in');
  await expect(other.composer).toBeVisible();
  await expect(ada.nickname).toBeVisible();
});

test('sessions of accounts and guests are ended, and the audit log says so', async ({ visit, join }) => {
  const [chief, ada, ben] = await Promise.all([visit(), join('Ada'), join('Ben')]);
  await ada.setPassword(PASSWORD);
  await openPeople(chief);
  await find(chief, ada.name);
  await chief.chooseInMenu(`Actions for ${ada.name}`, 'End all sessions');
  await chief.press('End all sessions');
  await expect(ada.nickname).toBeVisible();

  await chief.page.getByRole('link', { name: 'Guests' }).click();
  await find(chief, ben.name);
  await expectAccessible(chief.page, 'the guests');
  await chief.chooseInMenu(`Actions for ${ben.name}`, 'End the session');
  await chief.press('End the session');
  await expect(ben.nickname).toBeVisible();

  const log = chief.page.getByRole('region', { name: 'Today' });
  await expect(async () => {
    // Entries are listed about a second after they happened.
    await chief.page.getByRole('link', { name: 'Guests' }).click();
    await chief.page.getByRole('link', { name: 'Audit log' }).click();
    await expect(log.getByText(`ended the session of the guest ${ben.name}`)).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(log.getByText(`ended all sessions of ${ada.name}`)).toBeVisible();
  await expectAccessible(chief.page, 'the audit log');
  await chief.page.goBack();
  await expect(chief.page.getByRole('list', { name: 'Guests' })).toBeAttached();
});

test('the accounts of a large chat come in pages, and are found by name', async ({ visit }) => {
  const word = uniqueName('Paged');
  for (const number of [1, 2, 3]) await (await Bot.login(`${word} ${number}`)).setPassword(PASSWORD);
  const chief = await visit();
  await chief.page.route('**/api/accounts?*', (route) => route.continue({ url: `${route.request().url()}&limit=2` }));
  await openPeople(chief);
  await chief.page.getByRole('searchbox').fill(word.toUpperCase());
  const rows = chief.page.getByRole('list', { name: 'Accounts' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await chief.press('Show more');
  await expect(rows).toHaveCount(3);
});

test('the invites of all rooms are listed, and one of a private room is revoked, on a phone', async ({ visit }) => {
  const chief = await visit({ viewport: { width: 390, height: 844 } });
  const maker = await createMember('Ada');
  const [open, secret] = [uniqueName('harbour'), uniqueName('vault')];
  // Those that end last come first.
  const terms = { expiresIn: 30 * 86_400, maxUses: 10 };
  await maker.invite(await maker.createRoom(open), terms);
  await maker.invite(await maker.createRoom(secret, 'private'), terms);
  await loginAsAdmin(chief);
  await chief.goToList();
  await choosePeople(chief);
  await chief.page.getByRole('link', { name: 'Invites' }).click();
  const rows = chief.page.getByRole('list', { name: 'Invites' }).getByRole('listitem').filter({ hasText: maker.name });
  await expect(rows).toHaveCount(2);
  await expect(rows.filter({ hasText: open })).toContainText('0 of 10 joined');
  await expect(rows.getByText('Makes guests')).toHaveCount(2);
  await expect(chief.page.getByText(secret)).toHaveCount(0);
  await expectAccessible(chief.page, 'the invites on a phone');
  const hidden = rows.filter({ hasText: 'A private room' });
  await hidden.getByRole('button', { name: `by ${maker.name}: A private room · 0 of 10 joined` }).click();
  await chief.press('Revoke');
  await expect(hidden).toHaveCount(0);
  await expect(rows).toHaveCount(1);
});
