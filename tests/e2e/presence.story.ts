import { Bot } from './support/api.ts';
import { uniqueName } from './support/names.ts';
import { expect, test } from './support/story.ts';
import { openStreams, STREAMS } from './support/streams.ts';
import { STREAM_TOO_LATE } from './support/watch.ts';

test('the list and the count of who is online follow both people', async ({ join }) => {
  const ada = await join('Ada');
  await expect(ada.online(ada.name)).toBeVisible();

  const ben = await join('Ben');
  await expect(ada.online(ben.name)).toBeVisible();
  await expect(ben.online(ada.name)).toBeVisible();
  // Others may come and go meanwhile: what the page says is compared with what the server says at the time.
  const bot = await Bot.login(uniqueName('Counter'));
  const difference = async () => (await ada.onlineCount()) - (await bot.countOnline());
  await expect.poll(difference).toBe(0);

  await ben.page.close();
  await expect(ada.online(ben.name)).toBeHidden();
  await expect.poll(difference).toBe(0);
});

test('two tabs of a person are one person online', async ({ join, visit }) => {
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

test('a guest who sets a password is shown as a guest no more', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  await expect(ben.online(ada.name)).toContainText('guest');
  await ada.setPassword('paper lantern over water');
  await expect(ben.online(ada.name)).not.toContainText('guest');
  await expect(ada.online(ada.name)).not.toContainText('guest');
});

test('who logs out is offline, and whoever logs in by another name is online instead', async ({ join, watch }) => {
  watch.allow(STREAM_TOO_LATE);
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
