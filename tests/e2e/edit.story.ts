import { uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

test('an edit reaches the other browser', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const typo = uniqueText('See you at the libary');
  const corrected = typo.replace('libary', 'library');
  await ada.say(typo);
  await expect(ben.message(typo)).toBeVisible();

  await ada.edit(typo, corrected);
  for (const person of [ada, ben]) {
    await expect(person.message(corrected)).toContainText('edited');
    await expect(person.message(typo)).toHaveCount(0);
  }
  await ben.page.reload();
  await expect(ben.message(corrected)).toContainText('edited');
});

test('a deletion reaches the other browser', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const text = uniqueText('Sent to the wrong room');
  await ada.say(text);
  await expect(ben.message(text)).toBeVisible();

  await ada.delete(text);
  for (const person of [ada, ben]) await expect(person.message(text)).toHaveCount(0);
  const right = uniqueText('Sent to the right one');
  await ada.say(right);
  await expect(ada.sent(right)).toBeVisible();
  await ben.page.reload();
  await expect(ben.message(right)).toBeVisible();
  await expect(ben.message(text)).toHaveCount(0);
});

test("another user's message can be neither edited nor deleted", async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const text = uniqueText('Mine');
  await ada.say(text);
  const message = ben.message(text);
  await expect(message).toBeVisible();
  await message.hover();
  await expect(message.getByRole('button', { name: 'Copy text' })).toBeVisible();
  await expect(message.getByRole('button', { name: /^(Edit|Delete)/ })).toHaveCount(0);
});
