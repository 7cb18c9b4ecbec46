import { uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

test('two people chat both ways', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const question = uniqueText('How is the weather over there?');
  const answer = uniqueText('Sunny, come over!');

  await ada.say(question);
  await expect(ben.message(question)).toBeVisible();
  await ben.say(answer);
  await expect(ada.message(answer)).toBeVisible();

  await expect(ada.sent(question)).toBeVisible();
  for (const person of [ada, ben]) {
    await expect(person.messages.filter({ hasText: question })).toHaveCount(1);
    await expect(person.messages.filter({ hasText: answer })).toHaveCount(1);
  }
});

test('a user in a private window sees earlier messages', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const first = uniqueText('I bring the cake');
  const second = uniqueText('And I the coffee');
  await ada.say(first);
  await expect(ben.message(first)).toBeVisible();
  await ben.say(second);
  await expect(ada.message(second)).toBeVisible();

  const carol = await join('Carol');
  await expect(carol.message(first)).toBeVisible();
  await expect(carol.message(second)).toBeVisible();
  const texts = await carol.messages.allInnerTexts();
  const place = (text: string) => texts.findIndex((each) => each.includes(text));
  expect(place(first)).toBeLessThan(place(second));
});

test('messages typed quickly arrive in the order typed', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const texts = Array.from({ length: 10 }, (_, index) => uniqueText(`Step ${index}`));
  for (const text of texts) await ada.say(text);
  for (const text of texts) await expect(ben.message(text)).toBeVisible();

  const shown = (await ben.messages.allInnerTexts()).join('\n');
  const places = texts.map((text) => shown.indexOf(text));
  expect(places).toEqual([...places].sort((one, other) => one - other));
});
