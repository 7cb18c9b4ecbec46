import { admin } from './support/environment.ts';
import { uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

test.beforeEach(({ watch }) => watch.allow(/status of 401/));

test("an administrator deletes anybody's message", async ({ visit, join }) => {
  const [chief, ada] = await Promise.all([visit(), join('Ada')]);
  await chief.login(admin?.name ?? '', admin?.password);
  const text = uniqueText('Not very kind');
  await ada.say(text);
  await chief.delete(text);
  await expect(ada.message(text)).toHaveCount(0);

  await chief.openSettings();
  await expect(chief.page.getByRole('heading', { name: 'Administration' })).toBeVisible();
});

test('nobody takes the name of an administrator', async ({ visit }) => {
  const mallory = await visit();
  await mallory.submitLogin((admin?.name ?? '').toLowerCase());
  await expect(mallory.password).toBeVisible();
  await expect(mallory.composer).toBeHidden();
});
