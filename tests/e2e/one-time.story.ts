import { Bot } from './support/api.ts';
import { expectAccessible } from './support/axe.ts';
import { admin } from './support/environment.ts';
import { uniqueName } from './support/names.ts';
import { expect, test } from './support/story.ts';

const PASSWORD = 'marmalade on warm toast';

// What a link that has expired is answered.
test.beforeEach(({ watch }) => watch.allow(/status of 40[14]/));

test('a reset link lets its owner choose a new password, once', async ({ visit }) => {
  const [chief, grace] = await Promise.all([
    Bot.login(admin?.name ?? '', admin?.password),
    Bot.login(uniqueName('Grace')),
  ]);
  await grace.setPassword('a forgotten password 1');
  const link = await chief.resetLink(grace.sub);

  const { page, composer } = await visit();
  await page.goto(link);
  await page.getByLabel('New password').fill('short');
  await page.getByRole('button', { name: 'Save and log in' }).click();
  await expect(page.getByRole('alert')).toContainText('Use at least 8 characters.');
  expect(new URL(page.url()).hash).toBe('');
  await expectAccessible(page, 'the choice of a new password');
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Save and log in' }).click();
  await expect(composer).toBeVisible();

  const other = await visit();
  await other.page.goto(link);
  await other.page.getByLabel('New password').fill(PASSWORD);
  await other.page.getByRole('button', { name: 'Save and log in' }).click();
  await expect(other.page.getByRole('alert')).toContainText('This link was used, or it has expired.');
});

test('a setup link says what is missing, and that it is not valid any more', async ({ visit }) => {
  const { page } = await visit();
  await page.goto('/setup#tooshort');
  const problem = page.getByRole('alert');
  await expect(page.getByRole('heading', { name: 'Set up this chat' })).toBeVisible();
  await expectAccessible(page, 'the first start');
  await page.getByRole('button', { name: 'Create the chat' }).click();
  await expect(problem).toContainText('This link is not complete.');

  await page.goto('/');
  await page.goto(`/setup#${'x'.repeat(43)}`);
  await page.getByLabel('Name of the chat').fill('Harbour Lab');
  await page.getByLabel('Your name').fill(uniqueName('Grace'));
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create the chat' }).click();
  await expect(problem).toContainText('This link was used, or it has expired.');
});
