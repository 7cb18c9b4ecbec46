import { uniqueName } from './support/names.ts';
import { expect, test } from './support/story.ts';
import { STREAM_TOO_LATE } from './support/watch.ts';

test('the theme can be chosen, and stays so', async ({ join }) => {
  const ada = await join('Ada');
  const background = () => ada.page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
  const light = await background();
  await ada.openSettings();
  await ada.page.getByRole('radio', { name: 'Dark' }).check();
  await expect.poll(background).not.toBe(light);
  const dark = await background();
  await ada.page.reload();
  expect(await background()).toBe(dark);
});

test('a display name may change its capitals only, and everybody sees it', async ({ join, watch }) => {
  watch.allow(/status of 400/);
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  await ada.openSettings();
  const field = ada.page.getByRole('textbox', { name: 'Display name' });
  await expect(field).toHaveValue(ada.name);

  await field.fill(ben.name);
  await ada.press('Save name');
  await expect(ada.alert).toContainText('Only capitals may differ');

  await field.fill(' ');
  await ada.press('Save name');
  await expect(ada.alert).toContainText('Enter a name');

  await field.fill(ada.name.toUpperCase());
  await ada.press('Save name');
  await expect(ada.page.getByText('Saved.')).toBeVisible();
  await expect(ben.page.getByRole('list', { name: 'Online' })).toContainText(ada.name.toUpperCase());
});

test('on a low screen the settings scroll below their heading', async ({ join }) => {
  const ada = await join('Ada');
  await ada.page.setViewportSize({ width: 800, height: 320 });
  await ada.openSettings();
  await ada.page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').scrollIntoViewIfNeeded();
  await expect(ada.page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toBeInViewport();
  await expect(ada.page.getByRole('heading', { name: 'Settings' })).toBeInViewport();
});

test('settings that are opened again in the moment that they close are all there', async ({ join }) => {
  const ada = await join('Ada');
  await ada.openSettings();
  const opener = await ada.page.getByRole('button', { name: 'Settings', includeHidden: true }).elementHandle();
  // Faster than any person: the browser tells of a closing only afterwards.
  await ada
    .dialog('Settings')
    .getByRole('button', { name: 'Close' })
    .evaluate((cross: HTMLElement, again) => {
      cross.click();
      (again as HTMLElement).click();
    }, opener);
  await ada.page.evaluate(() => new Promise(requestAnimationFrame));
  await expect(ada.page.getByRole('button', { name: 'Log out', exact: true })).toBeVisible();
});

test('a session on another device can be ended from here', async ({ join, visit, watch }) => {
  watch.allow(/status of 401/);
  const ada = await join('Ada');
  const password = 'paper lantern over water';
  await ada.setPassword(password);
  const phone = await visit();
  await phone.login(ada.name, password);

  await ada.openSettings();
  const sessions = ada.page.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await expect(sessions).toHaveCount(2);
  await ada.page.getByRole('button', { name: /^End the session/ }).click();
  await expect(sessions).toHaveCount(1);
  await expect(phone.nickname).toBeVisible();
  await expect(phone.page.getByText('Your session has ended')).toBeVisible();
});

test('every tab goes on after the password was set and changed, in a new session', async ({ join }) => {
  const ada = await join('Ada');
  const tab = await ada.openTab();
  await expect(tab.composer).toBeVisible();
  for (const [round, changer] of [ada, tab].entries()) {
    const current = round === 0 ? undefined : 'paper lantern over water 0';
    await changer.setPassword(`paper lantern over water ${round}`, current);
    for (const [index, person] of [ada, tab].entries()) {
      const text = `After change ${round}, tab ${index}, ${ada.name}`;
      await person.say(text);
      await expect(person.sent(text)).toBeVisible();
      await expect((person === ada ? tab : ada).message(text)).toBeVisible();
    }
  }
  await tab.page.reload();
  await expect(tab.composer).toBeVisible();
});

test('who logs in with a new name leaves nothing of the last person behind', async ({ join, watch }) => {
  watch.allow(STREAM_TOO_LATE);
  const ada = await join('Ada');
  await ada.composer.fill('For my eyes only');
  await ada.logout();
  await ada.login(uniqueName('Ben'));
  await expect(ada.composer).toHaveValue('');
});
