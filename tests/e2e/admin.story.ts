import { admin } from './support/environment.ts';
import { uniqueText } from './support/names.ts';
import { loginAsAdmin } from './support/rooms.ts';
import { expect, test } from './support/story.ts';

test.beforeEach(({ watch }) => watch.allow(/status of 401/));

test("an administrator deletes anybody's message", async ({ visit, join }) => {
  const [chief, ada] = await Promise.all([visit(), join('Ada')]);
  await loginAsAdmin(chief);
  const text = uniqueText('Not very kind');
  await ada.say(text);
  await chief.delete(text);
  await expect(ada.message(text)).toHaveCount(0);
});

test('the name of an administrator is refused', async ({ visit }) => {
  const mallory = await visit();
  await mallory.submitLogin((admin?.name ?? '').toLowerCase());
  await expect(mallory.password).toBeVisible();
  await expect(mallory.composer).toBeHidden();
});

test('an administrator is marked in messages and in the online list, a user with a similar name is not', async ({
  visit,
  join,
  watch,
}) => {
  watch.allow(/status of 403/);
  const [chief, ada] = await Promise.all([visit(), join('Ada')]);
  await loginAsAdmin(chief);
  const [official, unofficial] = [uniqueText('From the administrator'), uniqueText('From Ada')];
  await ada.say(unofficial);
  await chief.say(official);
  await expect(ada.message(official).locator('.tag.admin')).toHaveText('admin');
  await expect(ada.page.locator('online-list .tag.admin')).toHaveCount(1);
  await expect(chief.message(unofficial)).toBeVisible();
  await expect(chief.message(unofficial).locator('.tag.admin')).toHaveCount(0);

  const mallory = await visit();
  await mallory.submitLogin('Administrat0r');
  await expect(mallory.alert).toContainText('This name is reserved');
});

test("an administrator ends a guest's session, and the name is free", async ({ visit, join }) => {
  const [chief, mallory, ben] = await Promise.all([visit(), join('Mallory'), visit()]);
  await loginAsAdmin(chief);
  await chief.press(`End the session of ${mallory.name}`);
  await chief.press('End the session');
  await expect(mallory.nickname).toBeVisible();
  await expect(chief.online(mallory.name)).toHaveCount(0);
  await ben.login(mallory.name);
});
