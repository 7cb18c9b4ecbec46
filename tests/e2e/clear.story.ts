import { expectAccessible } from './support/axe.ts';
import { seedHistory } from './support/history.ts';
import { uniqueText } from './support/names.ts';
import { loginAsAdmin } from './support/rooms.ts';
import { expect, test } from './support/story.ts';

test('an administrator clears the room for everybody', async ({ visit, join, watch }) => {
  test.slow();
  watch.allow(/status of 401/);
  // More than the page shows at once.
  await seedHistory(250);
  const [chief, ada] = await Promise.all([visit(), join('Ada')]);
  await loginAsAdmin(chief);
  const texts = [uniqueText('Old news'), uniqueText('Older news')];
  for (const text of texts) await ada.say(text);
  for (const text of texts) await expect(chief.message(text)).toBeVisible();

  await chief.chooseInMenu('Room menu', 'Clear the room');
  await expect(chief.dialog('Clear the room?')).toBeVisible();
  await chief.press('Delete all messages');
  for (const person of [chief, ada]) {
    await expect(person.messages).toHaveCount(0);
    await expect(person.page.getByRole('heading', { name: 'Everybody is here' })).toBeVisible();
  }
  // As on the first visit.
  await expect(ada.page.getByRole('button', { name: 'Invite people' })).toBeHidden();
  await chief.press('Invite people');
  await expect(chief.dialog('Invite to General')).toBeVisible();
  await expectAccessible(chief.page, 'general, on the first visit, and its invites');
  await chief.press('Close');

  const fresh = uniqueText('A new beginning');
  await ada.say(fresh);
  await expect(chief.message(fresh)).toBeVisible();
  await ada.page.reload();
  await expect(ada.message(fresh)).toBeVisible();
  for (const text of texts) await expect(ada.message(text)).toHaveCount(0);
});
