import { Bot } from './support/api.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test('a nickname in use is refused, and the page says until when', async ({ join, visit, watch }) => {
  watch.allow(/status of 409/);
  const ada = await join('Ada');
  const other = await visit();
  const [response] = await Promise.all([
    other.page.waitForResponse('**/api/login'),
    other.submitLogin(ada.name.toUpperCase()),
  ]);
  const { until } = (await response.json()) as { until: string };
  const time = new Date(until).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    timeZone: 'Europe/Paris',
  });
  await expect(other.alert).toContainText(time);
  await expect(other.composer).toBeHidden();

  await other.login(uniqueName('Ada'));
  await expect(other.composer).toBeVisible();
});

test('an empty nickname is reported', async ({ visit }) => {
  const ada = await visit();
  await ada.submitLogin(' ');
  await expect(ada.alert).toContainText('Enter a nickname');
  await expect(ada.nickname).toBeFocused();
  await ada.login(uniqueName('Ada'));
});

test('a name is free as soon as its user has logged out', async ({ join, visit, watch }) => {
  watch.allow(SESSION_ENDED);
  const ada = await join('Ada');
  await ada.logout();
  const other = await visit();
  await other.login(ada.name);
  await expect(other.online(ada.name)).toHaveCount(1);
  await expect(other.online(ada.name)).toContainText('you');
});

test('an account needs its password', async ({ visit, watch }) => {
  watch.allow(/status of 401/);
  const name = uniqueName('Grace');
  const password = 'correct horse battery staple';
  await (await Bot.login(name)).setPassword(password);

  const grace = await visit();
  await expect(grace.password).toBeHidden();
  await grace.submitLogin(name);
  await expect(grace.password).toBeFocused();

  await grace.submitPassword('');
  await expect(grace.alert).toContainText('Enter your password');

  await grace.submitPassword('not the password');
  await expect(grace.alert).toBeVisible();
  await expect(grace.composer).toBeHidden();

  await grace.submitPassword(password);
  await expect(grace.composer).toBeVisible();
  await grace.say(uniqueText('I am in'));
});

test('a reload keeps the session', async ({ join }) => {
  const ada = await join('Ada');
  const text = uniqueText('Before the reload');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();
  await ada.page.reload();
  await expect(ada.message(text)).toBeVisible();
  await expect(ada.online(ada.name)).toBeVisible();
  await ada.say(uniqueText('After it'));
});

test('a page that cannot reach the server when it starts can retry', async ({ join, watch }) => {
  watch.allow(/ERR_FAILED/);
  const ada = await join('Ada');
  await ada.page.route('**/api/**', (route) => route.abort());
  await ada.page.reload();
  await expect(ada.page.getByText('Connecting…')).toBeVisible();
  await expect(ada.page.getByRole('button', { name: 'Try now' })).toBeVisible();
  await ada.page.unroute('**/api/**');
  await ada.press('Try now');
  await expect(ada.online(ada.name)).toBeVisible();
});

test('logging out in one tab ends the other, and a login in one is a login in both', async ({ join, watch }) => {
  // The request that the other tab is making.
  watch.allow(/status of 401/);
  const ada = await join('Ada');
  const tab = await ada.openTab();
  await expect(tab.composer).toBeVisible();
  await ada.logout();
  await expect(tab.nickname).toBeVisible();
  await expect(tab.composer).toBeHidden();

  await tab.login(uniqueName('Adele'));
  await expect(ada.composer).toBeVisible();
  await expect(ada.online(tab.name)).toBeVisible();

  await tab.logout();
  await tab.page.reload();
  await expect(tab.nickname).toBeVisible();
});

test('a guest becomes an account, and then other browsers need the password', async ({ join, visit, watch }) => {
  watch.allow(/status of 401/);
  const ada = await join('Ada');
  await ada.setPassword('paper lantern over water');
  const other = await visit();
  await other.submitLogin(ada.name);
  await other.submitPassword('paper lantern over water');
  await expect(other.composer).toBeVisible();
  await ada.say(uniqueText('Still here'));
});
