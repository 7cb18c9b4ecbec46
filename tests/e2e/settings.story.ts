import { uniqueName } from './support/names.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test('the chosen theme is kept', async ({ join }) => {
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

test('the address of the settings opens them', async ({ join }) => {
  const ada = await join('Ada');
  await ada.page.goto('/settings');
  await expect(ada.dialog('Settings')).toBeVisible();
});

test('a display name may be any that nobody else has, and everybody sees it', async ({ join, watch }) => {
  watch.allow(/status of 409/);
  watch.allow(/status of 403/);
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  await ada.openSettings();
  const field = ada.page.getByRole('textbox', { name: 'Display name' });
  await expect(field).toHaveValue(ada.name);

  await field.fill(ben.name);
  await ada.press('Save name');
  await expect(ada.alert).toContainText('already taken');

  await field.fill('Adm1n');
  await ada.press('Save name');
  await expect(ada.alert).toContainText('This name is reserved');

  await field.fill(' ');
  await ada.press('Save name');
  await expect(ada.alert).toContainText('Enter a name');

  const other = `Countess ${ada.name}`.slice(0, 32);
  await field.fill(other);
  await ada.press('Save name');
  await expect(ada.page.getByText('Saved.')).toBeVisible();
  await expect(ben.page.getByRole('list', { name: 'Online' })).toContainText(other);
});

test('nobody can log in with a new name that looks like a display name', async ({ join, visit, watch }) => {
  watch.allow(/status of 409/);
  const ada = await join('Ada');
  await ada.openSettings();
  const other = `O${ada.name}`.slice(0, 32);
  await ada.page.getByRole('textbox', { name: 'Display name' }).fill(other);
  await ada.press('Save name');
  await expect(ada.page.getByText('Saved.')).toBeVisible();

  const impostor = await visit();
  await impostor.submitLogin(other.replace('O', '0'));
  await expect(impostor.alert).toContainText('This name, or one that looks like it, is already taken.');
});

test('a guest who logs out is told what is lost, and may set a password instead', async ({ join, watch }) => {
  // The name needs its password.
  watch.allow(/status of 401/);
  const ada = await join('Ada');
  await ada.openSettings();
  await ada.press('Log out');
  const anyway = ada.page.getByRole('button', { name: 'Log out anyway' });
  await expect(ada.page.getByText(`without a password you cannot come back as ${ada.name}`)).toBeVisible();
  await ada.press('Set a password');
  await expect(anyway).toBeHidden();
  await expect(ada.page.getByLabel('New password')).toBeFocused();

  await ada.page.getByLabel('New password').fill('paper lantern over water');
  await ada.press('Set password');
  await expect(ada.page.getByText('Password saved.')).toBeVisible();
  await ada.press('Log out');
  await expect(ada.nickname).toBeVisible();
  await ada.login(ada.name, 'paper lantern over water');

  const ben = await join('Ben');
  await ben.openSettings();
  await ben.press('Log out');
  await ben.press('Log out anyway');
  await expect(ben.nickname).toBeVisible();
});

test('on a low screen the settings scroll below their heading', async ({ join }) => {
  const ada = await join('Ada');
  await ada.page.setViewportSize({ width: 800, height: 320 });
  await ada.openSettings();
  await ada.page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').scrollIntoViewIfNeeded();
  await expect(ada.page.getByRole('list', { name: 'Sessions' }).getByRole('listitem')).toBeInViewport();
  await expect(ada.page.getByRole('heading', { name: 'Settings' })).toBeInViewport();
});

test('settings that are reopened while they close are complete', async ({ join }) => {
  const ada = await join('Ada');
  await ada.openSettings();
  const opener = await ada.page.getByRole('button', { name: 'Settings', includeHidden: true }).elementHandle();
  // Faster than any user: the browser fires `close` only afterwards.
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

test('Back closes the topmost dialog, and does not leave the page', async ({ join }) => {
  // Wide enough for list and room, too narrow for the panel beside them.
  const ada = await join('Ada', { viewport: { width: 1024, height: 768 } });
  await ada.openSettings();
  await ada.page.goBack();
  await expect(ada.dialog('Settings')).toBeHidden();
  await ada.page.getByRole('button', { name: /^\d+ online$/ }).click();
  await expect(ada.dialog('Who is online')).toBeVisible();
  await ada.page.goBack();
  await expect(ada.dialog('Who is online')).toBeHidden();
  await expect(ada.composer).toBeVisible();

  // A dialog that is closed in another way leaves no history entry behind.
  await ada.openSettings();
  await ada.press('Close');
  await expect.poll(() => ada.page.evaluate(() => window.history.state as unknown)).toBeNull();
  await ada.openSettings();
  await ada.page.reload();
  await expect(ada.composer).toBeVisible();
  await expect.poll(() => ada.page.evaluate(() => window.history.state as unknown)).toBeNull();
});

test('the selected option of a segmented control is visible', async ({ join }) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const ada = await join('Ada', { colorScheme });
    await ada.openSettings();
    const contrast = await ada.page.getByRole('radio', { name: 'Automatic' }).evaluate((radio) => {
      const numbers = (colour: string) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
      const luminance = (colour: string) => {
        const [red = 0, green = 0, blue = 0] = numbers(colour).map((value) => {
          const part = value / 255;
          return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
      };
      const mark = radio.nextElementSibling;
      const ground = radio.closest('.options');
      if (!mark || !ground) throw new Error('The control has no mark.');
      const pair = [getComputedStyle(mark).boxShadow, getComputedStyle(ground).backgroundColor].map(luminance);
      return (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    });
    expect(contrast).toBeGreaterThanOrEqual(3);
  }
});

test('a form without a message has no gap for one', async ({ join }) => {
  const ada = await join('Ada');
  await ada.openSettings();
  const hint = await ada.page.getByText('Others see this name. You log in with your own.').boundingBox();
  const button = await ada.page.getByRole('button', { name: 'Save name' }).boundingBox();
  expect((button?.y ?? 0) - (hint?.y ?? 0) - (hint?.height ?? 0)).toBeLessThan(16);
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

test('after the password is set and changed, every tab continues in a new session', async ({ join, watch }) => {
  watch.allow(SESSION_ENDED);
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

test("a login with a new name removes the last user's data", async ({ join, watch }) => {
  watch.allow(SESSION_ENDED);
  const ada = await join('Ada');
  await ada.composer.fill('For my eyes only');
  await ada.logout();
  await ada.login(uniqueName('Ben'));
  await expect(ada.composer).toHaveValue('');
});
