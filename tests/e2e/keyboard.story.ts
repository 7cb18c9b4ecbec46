import type { Page } from 'playwright/test';
import { seedHistory } from './support/history.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test('everything can be done by keyboard alone', async ({ join, visit, watch }) => {
  watch.allow(SESSION_ENDED);
  const ben = await join('Ben');
  const ada = await visit();
  const { keyboard } = ada.page;

  await expect(ada.nickname).toBeFocused();
  const name = uniqueName('Ada');
  await keyboard.type(name);
  await keyboard.press('Enter');
  await expect(ada.composer).toBeFocused();

  const text = uniqueText('No mouse here');
  await keyboard.type(text);
  await keyboard.press('Enter');
  await expect(ben.message(text)).toBeVisible();
  await expect(ada.sent(text)).toBeVisible();

  // Back from the composer to the messages, then to the actions and the author of the last one, and back again.
  await keyboard.press('Shift+Tab');
  for (const button of ['Delete message', 'Edit message', 'Copy link', 'Copy text', name]) {
    await expect(ada.message(text).getByRole('button', { name: button })).toBeFocused();
    await keyboard.press('Shift+Tab');
  }
  await expect(ada.message(text)).toBeFocused();
  await keyboard.press('Escape');
  await expect(ada.composer).toBeFocused();

  await deleteByKeyboard(ada.page);
  await expect(ben.message(text)).toHaveCount(0);
  await expect(ada.composer).toBeFocused();

  await tabTo(ada.page, 'Settings');
  await keyboard.press('Enter');
  const settings = ada.dialog('Settings');
  await expect(settings).toBeVisible();
  await keyboard.press('Escape');
  await expect(settings).toBeHidden();
  await expect(ada.page.getByRole('button', { name: 'Settings' })).toBeFocused();

  await keyboard.press('Enter');
  await tabTo(ada.page, 'Log out');
  await keyboard.press('Enter');
  await expect(ada.page.getByRole('button', { name: 'Set a password' })).toBeFocused();
  await tabTo(ada.page, 'Log out anyway');
  await keyboard.press('Enter');
  await expect(ada.nickname).toBeFocused();
});

test('the arrow keys move from message to message', async ({ join }) => {
  const ada = await join('Ada');
  const texts = [uniqueText('One'), uniqueText('Two'), uniqueText('Three')];
  for (const text of texts) await ada.say(text);
  for (const text of texts) await expect(ada.sent(text)).toBeVisible();

  await ada.message(texts[2] ?? '').focus();
  for (const text of [texts[1], texts[0]]) {
    await ada.page.keyboard.press('ArrowUp');
    await expect(ada.message(text ?? '')).toBeFocused();
  }
  await ada.page.keyboard.press('ArrowDown');
  await expect(ada.message(texts[1] ?? '')).toBeFocused();
});

test('new messages are announced to screen readers until they are deleted', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  // From here on Ben's messages are new, not history.
  await expect(ada.online(ben.name)).toBeVisible();
  const text = uniqueText('Can you hear me?');
  await ben.say(text);
  const announced = ada.page.getByRole('status').filter({ hasText: `${ben.name} says: ${text}` });
  await expect(announced).toHaveCount(1);
  await ben.delete(text);
  await expect(announced).toHaveCount(0);
});

test('text typed after a click on the list goes to the composer, and the page keys scroll the list', async ({
  join,
}) => {
  await seedHistory(40);
  const ada = await join('Ada');
  await ada.messages.last().click();
  await ada.page.keyboard.type('Hello there');
  await expect(ada.composer).toHaveValue('Hello there');
  await ada.composer.fill('');

  const top = () => ada.log.evaluate(({ scrollTop }) => scrollTop);
  const atEnd = await top();
  await ada.page.keyboard.press('PageUp');
  await expect.poll(top).toBeLessThan(atEnd - 100);
  await expect(ada.pill).toBeVisible();
  await ada.log.click({ position: { x: 5, y: 5 } });
  await ada.page.keyboard.press('PageDown');
  await expect.poll(top).toBe(atEnd);
});

test('the accessible name of a message has its author, text and time', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const text = uniqueText('What was that?');
  await ben.say(text);
  for (const person of [ada, ben]) {
    await expect(person.message(text)).toHaveAccessibleName(
      new RegExp(`^${ben.name} ${text.replace('?', '\\?')} \\d+:\\d+$`),
    );
  }
});

test('several copied messages include authors and times', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const texts = [uniqueText('One'), uniqueText('Two'), uniqueText('Three')] as const;
  await ben.say(texts[0]);
  await expect(ada.message(texts[0])).toBeVisible();
  await ada.say(texts[1]);
  await expect(ben.message(texts[1])).toBeVisible();
  await ben.say(texts[2]);
  await expect(ada.message(texts[2])).toBeVisible();

  await ada.messages.last().click();
  await ada.page.keyboard.press('ControlOrMeta+a');
  await ada.page.keyboard.press('ControlOrMeta+c');
  await ada.page.keyboard.press('ControlOrMeta+v');
  const said = [ben, ada, ben].map(({ name }, index) => `${name}, \\d+:\\d+\n${texts[index] ?? ''}`);
  await expect(ada.composer).toHaveValue(new RegExp(`${said.join('\n\n')}$`));
});

async function deleteByKeyboard(page: Page): Promise<void> {
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Delete this message?' })).toBeVisible();
  // The harmless choice comes first.
  await expect(page.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Delete', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
}

/** Presses Tab until the button has the focus: it must be reachable. */
async function tabTo(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true });
  const isThere = () => button.evaluate((element) => element.matches(':focus'));
  for (let steps = 0; steps < 30 && !(await isThere()); steps += 1) await page.keyboard.press('Tab');
  await expect(button).toBeFocused();
}
