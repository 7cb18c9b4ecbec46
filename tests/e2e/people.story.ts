import { Bot } from './support/api.ts';
import { admin } from './support/environment.ts';
import { uniqueName } from './support/names.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test.beforeEach(({ watch }) => {
  // The browser reports requests that a closing page cancels.
  watch.allow(SESSION_ENDED);
});

test("the chat's name is in the title, at the login and above the rooms", async ({ visit }) => {
  const chief = await Bot.login(admin?.name ?? '', admin?.password);
  const name = uniqueName('Harbour');
  await chief.renameChat(name);
  try {
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
    await chief.renameChat('Chat');
  }
});
