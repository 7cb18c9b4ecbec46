import type { Locator } from 'playwright/test';
import { Bot } from './support/api.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { createAccount, createMember, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';

const PHONE = { viewport: { width: 320, height: 568 }, isMobile: true, hasTouch: true };

/** The tolerance for rounding, in pixels. */
const ROUNDING = 2;

test('a wide name is truncated, and pushes nothing off a small phone', async ({ join }) => {
  const wide = await Bot.login(uniqueName('W'.repeat(23)));
  const text = uniqueText('Hello');
  await wide.say(text);
  const ada = await join('Ada', PHONE);
  const message = ada.message(text);
  await expect(message.locator('.content')).toBeInViewport({ ratio: 1 });
  const name = message.getByTitle(wide.name);
  await expect(name).toBeInViewport({ ratio: 1 });
  expect(await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)).toBe(true);
  expect(await overflow(ada.log)).toBe(0);
});

test('a long name of a room is broken or truncated on a small phone', async ({ visit, watch }) => {
  watch.allow(/status of 4/);
  const [host, ada] = await Promise.all([createMember('Host'), visit(PHONE)]);
  const name = uniqueName('W'.repeat(40));
  const room = await host.createRoom(name);
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ada.page.goto(`/r/${room}`);
  await ada.press(`Join ${name}`);
  const intro = ada.log.getByRole('heading', { name });
  await expect(intro).toBeInViewport({ ratio: 1 });
  expect(await overflow(ada.log)).toBe(0);
  await ada.page.goto('/browse');
  await ada.page.getByRole('searchbox', { name: 'Find a room by name' }).fill(name);
  await expect(ada.page.getByRole('button', { name: `Open ${name}` })).toBeInViewport({ ratio: 1 });
});

test('a name of another direction begins where the other names begin', async ({ visit, watch }) => {
  watch.allow(/status of 4/);
  const [host, ada] = [await createMember('Host'), await visit()];
  const names = [uniqueName('tea'), `${uniqueName('فريق')} فريق`];
  await ada.login(await createAccount('Ada'), PASSWORD);
  for (const name of names) {
    await ada.page.goto(`/r/${await host.createRoom(name)}`);
    await ada.press(`Join ${name}`);
    await expect(ada.roomLink(name)).toBeVisible();
  }
  const [tea, team] = await Promise.all(names.map((name) => startOfText(ada.roomLink(name).locator('.text'))));
  expect(Math.abs((tea ?? 0) - (team ?? 0))).toBeLessThanOrEqual(ROUNDING);
});

test('many combining marks stay within their message', async ({ join }) => {
  const ada = await join('Ada');
  const text = uniqueText('Marks');
  await ada.say(`${text} a${'\u0301\u0316'.repeat(150)}`);
  await expect(ada.sent(text)).toBeVisible();
  const content = ada.message(text).locator('.content');
  await expect(content).toHaveCSS('overflow', 'clip');
  expect((await content.boundingBox())?.height).toBeLessThan(80);
});

test('each paragraph is aligned by its own text direction', async ({ join }) => {
  const ada = await join('Ada');
  const text = uniqueText('In English, and long enough to leave room beside the others');
  await ada.say(`שלום\nעולם\n${text}\nסוף`);
  await expect(ada.sent(text)).toBeVisible();
  const { lines, left, right } = await measureLines(ada.message(text));
  expect(lines).toHaveLength(4);
  for (const line of [0, 1, 3]) expect(Math.abs((lines[line]?.right ?? 0) - right)).toBeLessThanOrEqual(ROUNDING);
  expect(Math.abs((lines[2]?.left ?? 0) - left)).toBeLessThanOrEqual(ROUNDING);

  await ada.composer.fill('שלום\nHello');
  await expect(ada.composer).toHaveAttribute('dir', 'rtl');
  await expect(ada.composer).toHaveCSS('unicode-bidi', 'plaintext');
});

/** By how much something is wider than what is shown of it. */
const overflow = (box: Locator) => box.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);

/** The left end of a text on one line. */
function startOfText(text: Locator): Promise<number> {
  return text.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    return range.getBoundingClientRect().left;
  });
}

/** The position of each line of a message's text, and of the box around it. */
function measureLines(
  message: Locator,
): Promise<{ lines: { left: number; right: number }[]; left: number; right: number }> {
  return message.evaluate((row) => {
    const text = row.querySelector('.text');
    const content = row.querySelector('.content');
    if (!text || !content) throw new Error('The message has no text.');
    const range = document.createRange();
    range.selectNodeContents(text);
    const rectangles = [...range.getClientRects()].filter(({ width }) => width > 1);
    const { left, right } = content.getBoundingClientRect();
    return { lines: rectangles.map((each) => ({ left: each.left, right: each.right })), left, right };
  });
}

test('the list stays at its end when it is resized', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  for (let index = 0; index < 12; index += 1) await ben.say(uniqueText(`Line ${index}\nof a\nlong talk`));
  const last = uniqueText('The last one');
  await ben.say(last);
  await expect(ada.message(last)).toBeInViewport({ ratio: 1 });
  for (const size of [
    { width: 500, height: 500 },
    { width: 1100, height: 400 },
    { width: 380, height: 700 },
  ]) {
    await ada.page.setViewportSize(size);
    await expect(ada.message(last)).toBeInViewport({ ratio: 1 });
  }
  await expect(ada.pill).toBeHidden();
});

test('only the messages are printed, on as many pages as they need', async ({ join }) => {
  const ada = await join('Ada');
  const texts = Array.from({ length: 25 }, (_, index) => uniqueText(`To print ${index}\nin\nfour\nlines`));
  for (const text of texts) await ada.say(text);
  await expect(ada.sent(texts.at(-1) ?? '')).toBeVisible();

  await ada.page.emulateMedia({ media: 'print' });
  await expect(ada.page.locator('message-composer')).toBeHidden();
  await expect(ada.page.locator('room-header')).toBeHidden();
  const message = ada.message(texts[0] ?? '').locator('.content');
  await expect(message).toHaveCSS('color', 'rgb(0, 0, 0)');
  await ada.page.emulateMedia({ media: null });

  const pdf = (await ada.page.pdf()).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length).toBeGreaterThan(1);
  await expect(ada.message(texts.at(-1) ?? '')).toBeInViewport({ ratio: 1 });
});
