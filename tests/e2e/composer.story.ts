import { uniqueText } from './support/names.ts';
import { holdBack } from './support/network.ts';
import { expect, test } from './support/story.ts';

test('Enter sends, Shift+Enter inserts a line break, and the composer grows', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const [first, second] = [uniqueText('A first line'), uniqueText('a second line')];
  const height = async () => (await ada.composer.boundingBox())?.height ?? 0;
  const before = await height();

  await ada.composer.click();
  await ada.page.keyboard.type(first);
  for (let line = 0; line < 3; line += 1) await ada.page.keyboard.press('Shift+Enter');
  await ada.page.keyboard.type(second);
  await expect.poll(height).toBeGreaterThan(before);
  await expect(ada.message(first)).toHaveCount(0);

  await ada.page.keyboard.press('Enter');
  await expect(ada.composer).toHaveValue('');
  await expect.poll(height).toBe(before);
  const message = ben.message(first);
  await expect(message).toContainText(second);
  expect(await message.innerText()).toMatch(new RegExp(`${first}\n+${second}`));
});

test('Up edits my last message, and Escape cancels', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const text = uniqueText('Hello wrld');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();

  await ada.page.keyboard.press('ArrowUp');
  await expect(ada.editor).toHaveValue(text);
  await ada.page.keyboard.press('Escape');
  await expect(ada.composer).toHaveValue('');
  await expect(ada.message(text)).toBeVisible();

  await ada.page.keyboard.press('ArrowUp');
  const corrected = text.replace('wrld', 'world');
  await ada.editor.fill(corrected);
  await ada.page.keyboard.press('Enter');
  await expect(ben.message(corrected)).toBeVisible();
  await expect(ada.composer).toBeFocused();
});

test('text typed while an edit is being saved belongs to the edit', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const text = uniqueText('Half a');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();
  const saving = await holdBack(ada.page, 'PATCH');

  await ada.page.keyboard.press('ArrowUp');
  await ada.page.keyboard.type(' sentence');
  await ada.page.keyboard.press('Enter');
  await ada.page.keyboard.type(', and the rest');
  saving.release();
  await expect(ben.message(`${text} sentence`)).toBeVisible();
  await expect(ada.editor).toHaveValue(`${text} sentence, and the rest`);
  await ada.page.keyboard.press('Enter');
  await expect(ben.message(`${text} sentence, and the rest`)).toBeVisible();
  await expect(ada.composer).toHaveValue('');
});

test('a user who edits a message is notified when it is deleted', async ({ join }) => {
  const ada = await join('Ada');
  const tab = await ada.openTab();
  const text = uniqueText('Mine for a while');
  await ada.say(text);
  await expect(tab.sent(text)).toBeVisible();
  await ada.composer.focus();
  await ada.page.keyboard.press('ArrowUp');
  await expect(ada.editor).toHaveValue(text);
  await tab.delete(text);
  await expect(ada.alert).toContainText('has been deleted');
});

test('a user who deletes the message that they edit can continue writing', async ({ join }) => {
  const ada = await join('Ada');
  const text = uniqueText('On second thoughts');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();
  await ada.page.keyboard.press('ArrowUp');
  await expect(ada.editor).toHaveValue(text);
  await ada.delete(text);
  await expect(ada.message(text)).toHaveCount(0);
  await expect(ada.composer).toBeFocused();
  await expect(ada.alert).toHaveCount(0);
});

test('a draft survives a reload', async ({ join }) => {
  const ada = await join('Ada');
  const draft = uniqueText('Not finished');
  await ada.composer.fill(draft);
  await ada.page.reload();
  await expect(ada.composer).toHaveValue(draft);
});

test('blank messages are not sent, and a counter shows the number of characters left', async ({ join }) => {
  const ada = await join('Ada');
  let posts = 0;
  ada.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/messages')) posts += 1;
  });
  await ada.say('  \n ');
  await ada.say('\u200b\u2800');
  const full = `${uniqueText('Long')} ${'🙂'.repeat(3980)}`;
  await ada.composer.fill(`${full}${'x'.repeat(100)}`);
  await expect(ada.page.getByRole('button', { name: 'Send' })).toBeDisabled();
  await ada.composer.fill(full);
  await ada.page.keyboard.press('Enter');
  await expect(ada.sent(full.slice(0, 20))).toBeVisible();
  expect(posts).toBe(1);
});
