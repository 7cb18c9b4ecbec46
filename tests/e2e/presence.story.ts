import { Bot } from './support/api.ts';
import { uniqueName } from './support/names.ts';
import { expect, test } from './support/story.ts';
import { openStreams, STREAMS } from './support/streams.ts';
import { SESSION_ENDED } from './support/watch.ts';

test('the online list and its count follow both users', async ({ join }) => {
  const ada = await join('Ada');
  await expect(ada.online(ada.name)).toBeVisible();

  const ben = await join('Ben');
  await expect(ada.online(ben.name)).toBeVisible();
  await expect(ben.online(ada.name)).toBeVisible();
  // Others may connect or leave meanwhile: compare the page with the server's current state.
  const bot = await Bot.login(uniqueName('Counter'));
  const difference = async () => (await ada.onlineCount()) - (await bot.countOnline());
  await expect.poll(difference).toBe(0);

  await ben.page.close();
  await expect(ada.online(ben.name)).toBeHidden();
  await expect.poll(difference).toBe(0);
});

test('two tabs of one user count as one user online', async ({ join, visit }) => {
  const ada = await join('Ada');
  const ben = await visit();
  const open = openStreams(ben.page.context());
  await ben.login(uniqueName('Ben'));
  const tab = await ben.openTab();
  await expect(tab.online(ben.name)).toHaveCount(1);
  await expect(ada.online(ben.name)).toHaveCount(1);

  await ben.page.close();
  await expect.poll(open).toEqual(STREAMS);
  await expect(tab.online(ben.name)).toBeVisible();
  const bot = await Bot.login(uniqueName('Counter'));
  await expect.poll(async () => (await ada.onlineCount()) - (await bot.countOnline())).toBe(0);
  await expect(ada.online(ben.name)).toBeVisible();
});

test('a display name stays when its owner leaves, in a new tab and after a reload too', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const [text, name] = [`Hello from ${ada.name}`, ada.name.toUpperCase()];
  await ada.say(text);
  await ada.openSettings();
  await ada.page.getByRole('textbox', { name: 'Display name' }).fill(name);
  await ada.press('Save name');
  await expect(ben.online(name)).toBeVisible();

  await ada.page.close();
  await expect(ben.online(name)).toBeHidden();
  const tab = await ben.openTab();
  await ben.page.reload();
  for (const { page } of [ben, tab]) await expect(page.getByRole('article', { name: `${name} ${text}` })).toBeVisible();
});

test('a guest who sets a password is no longer shown as a guest', async ({ join, watch }) => {
  watch.allow(SESSION_ENDED);
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  await expect(ben.online(ada.name)).toContainText('guest');
  await ada.setPassword('paper lantern over water');
  await expect(ben.online(ada.name)).not.toContainText('guest');
  await expect(ada.online(ada.name)).not.toContainText('guest');
});

test('a user who logs out is offline, and a user who logs in with another name is online instead', async ({
  join,
  watch,
}) => {
  watch.allow(SESSION_ENDED);
  const ada = await join('Ada');
  const ben = await join('Ben');
  await expect(ada.online(ben.name)).toBeVisible();
  await ben.logout();
  await expect(ada.online(ben.name)).toBeHidden();
  const former = ben.name;
  await ben.login(uniqueName('Benedict'));
  await expect(ada.online(ben.name)).toBeVisible();
  await expect(ada.online(former)).toBeHidden();
});
