import { expectAccessible } from './support/axe.ts';
import { Bot } from './support/api.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

const LOOKS = [
  { name: 'light', options: { colorScheme: 'light' } },
  { name: 'dark', options: { colorScheme: 'dark' } },
  { name: 'light, on a phone', options: { colorScheme: 'light', viewport: { width: 390, height: 844 } } },
  { name: 'dark, on a phone', options: { colorScheme: 'dark', viewport: { width: 390, height: 844 } } },
] as const;

for (const { name: look, options } of LOOKS) {
  test(`axe-core finds nothing on any screen, ${look}`, async ({ visit, join, watch }) => {
    test.slow();
    watch.allow(/status of 4|ERR_INTERNET_DISCONNECTED/);
    const name = uniqueName('Grace');
    const password = 'correct horse battery staple';
    await (await Bot.login(name)).setPassword(password);

    // Wait for animations to end: axe-core checks the final state.
    const grace = await visit({ ...options, reducedMotion: 'reduce' });
    const { page } = grace;
    await expectAccessible(page, 'the door');
    await grace.submitLogin('<b>');
    await expect(grace.alert).toBeVisible();
    await expectAccessible(page, 'the door, with a refused name');
    await grace.submitLogin(name);
    await expect(grace.password).toBeVisible();
    await expectAccessible(page, 'the door, asking for a password');
    await grace.submitPassword('not the password');
    await expect(grace.alert).toContainText('Incorrect password');
    await expectAccessible(page, 'the door, with a wrong password');
    await grace.submitPassword(password);

    const ben = await join('Ben');
    const [question, answer] = [uniqueText('See https://example.org/?'), uniqueText('I do')];
    await ben.say(question);
    await expect(grace.message(question)).toBeVisible();
    await grace.say(answer);
    await expect(grace.sent(answer)).toBeVisible();
    await expectAccessible(page, 'the room');

    await grace.composer.fill('x'.repeat(4001));
    await expectAccessible(page, 'the composer, with too much in it');
    await grace.composer.fill('');
    await grace.composer.press('ArrowUp');
    await expect(grace.editor).toBeFocused();
    await expectAccessible(page, 'the composer, editing');
    await grace.editor.press('Escape');

    await grace.message(answer).hover();
    await grace.message(answer).getByRole('button', { name: 'Delete message' }).click();
    await expectAccessible(page, 'the question before a deletion');
    await page.keyboard.press('Escape');

    await grace.openSettings();
    await expectAccessible(page, 'the settings');
    await page.keyboard.press('Escape');

    if (look.includes('phone')) {
      // The settings are in the list of rooms.
      await expectAccessible(page, 'the list of rooms');
      await page.goBack();
      await page.getByRole('button', { name: /online$/ }).click();
      await expectAccessible(page, 'the list of who is online');
      await page.keyboard.press('Escape');
    }

    await page.context().setOffline(true);
    await expect(grace.banner).toBeVisible();
    const late = uniqueText('From the tunnel');
    await grace.say(late);
    // Its appearance changes when the first attempt has failed.
    await expect(grace.waiting(late)).toBeVisible();
    await expectAccessible(page, 'the room, offline');
  });
}
