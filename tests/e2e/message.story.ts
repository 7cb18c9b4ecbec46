import { seedHistory } from './support/history.ts';
import { uniqueText } from './support/names.ts';
import type { Person } from '../../testkit/browser/person.ts';
import { expect, test } from './support/story.ts';
import { longPress } from './support/touch.ts';

const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };

test('the text of a message and a link to it can be copied', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const text = uniqueText('Worth keeping');
  await ben.say(text);
  await press(ada, text, 'Copy text');
  await expect(ada.page.getByRole('status').filter({ hasText: 'Text copied' })).toBeVisible();
  await expectPasted(ada, new RegExp(`^${text}$`));
  await press(ada, text, 'Copy link');
  await expectPasted(ada, /^http:\/\/\S+\/r\/general\/m\/\d+$/);
});

async function press(person: Person, text: string, action: string): Promise<void> {
  await person.message(text).hover();
  await person.message(text).getByRole('button', { name: action }).click();
}

async function expectPasted(person: Person, expected: RegExp): Promise<void> {
  await person.composer.focus();
  await person.page.keyboard.press('ControlOrMeta+v');
  await expect(person.composer).toHaveValue(expected);
  await person.composer.fill('');
}

test('a long message is folded until the reader wants more', async ({ join }) => {
  const ada = await join('Ada');
  const text = uniqueText('A list');
  await ada.say(`${text}\n${'and more\n'.repeat(40)}the end`);
  await expect(ada.sent(text)).toBeVisible();
  const message = ada.message(text);
  const height = async () => (await message.boundingBox())?.height ?? 0;
  const folded = await height();
  await message.getByRole('button', { name: 'Show more' }).click();
  await expect.poll(height).toBeGreaterThan(folded * 1.5);
  // The reader stays where they were, and can go on to the end.
  await expect(ada.pill).toBeVisible();
  await message.getByRole('button', { name: 'Show less' }).click();
  await expect.poll(height).toBe(folded);
  await expect(ada.pill).toBeHidden();
});

test('a message of somebody else offers its text on a touch screen', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada', PHONE), join('Ben')]);
  const text = uniqueText('Take a part of this');
  await ben.say(text);
  await longPress(ada.message(text).locator('.text'), ada.dialog('Message actions'));
  await expect(ada.page.getByRole('button', { name: 'Copy link' })).toBeVisible();
  await expect(ada.page.getByRole('button', { name: 'Delete message' })).toHaveCount(0);
  await ada.press('Select text');
  await expect.poll(() => ada.page.evaluate('String(document.getSelection())')).toContain(text);
});

test('the list shows the message that a link leads to, below the line above the first unread one', async ({ join }) => {
  await seedHistory(120);
  const ada = await join('Ada');
  const list = ada.page.locator('message-list');
  await expect(ada.messages.last()).toBeInViewport();
  const text = await list.evaluate((element: ListElement) => {
    const { messages } = element.room;
    const { seq, message } = messages[Math.floor(messages.length / 2)] ?? { seq: 0, message: '' };
    Object.assign(element, { target: seq, unreadFrom: seq });
    return message;
  });
  const target = ada.messages.and(ada.page.locator('.target'));
  await expect(target).toBeInViewport({ ratio: 1 });
  await expect(target).toContainText(text.split('\n')[0] ?? '');
  await expect(ada.log.locator('.unread')).toBeInViewport();
  await ada.pill.click();
  await expect(ada.messages.last()).toBeInViewport();
});

test('the list opens at the first unread message', async ({ join }) => {
  await seedHistory(120);
  const ada = await join('Ada');
  await expect(ada.messages.last()).toBeInViewport();
  await ada.page.locator('message-list').evaluate(async (element: ListElement) => {
    const { room } = element;
    Object.assign(element, {
      unreadFrom: room.messages.at(-30)?.seq,
      room: { ...room, messages: [], status: 'loading' },
    });
    await element.updateComplete;
    element.room = room;
  });
  await expect(ada.log.locator('.unread')).toBeInViewport();
  await expect(ada.messages.last()).not.toBeInViewport();
});

interface ListElement extends HTMLElement {
  updateComplete: Promise<boolean>;
  room: { messages: { seq: number; message: string }[] };
}

test('a message marks whom it mentions, outside of links', async ({ join }) => {
  const ada = await join('Ada');
  const text = uniqueText('@Ben and @Ada: https://example.org/@Ada');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();
  await ada.page.locator('message-list').evaluate((element: ListElement, sought) => {
    const mentions = [{ as: 'Ada' }];
    const messages = element.room.messages.map((each) => (each.message === sought ? { ...each, mentions } : each));
    element.room = { ...element.room, messages };
  }, text);
  await expect(ada.message(text).locator('.at')).toHaveText(['@Ada']);
});

test('the buttons of the composer mark the selected text, and can be undone', async ({ join }) => {
  const ada = await join('Ada');
  await ada.composer.fill('so good');
  await ada.composer.evaluate((field: HTMLTextAreaElement) => field.setSelectionRange(3, 7));
  await ada.press('Bold');
  await expect(ada.composer).toHaveValue('so **good**');
  await expect(ada.composer).toBeFocused();
  await ada.page.keyboard.press('ControlOrMeta+i');
  await expect(ada.composer).toHaveValue('so **_good_**');
  await ada.page.keyboard.press('ControlOrMeta+z');
  await ada.page.keyboard.press('ControlOrMeta+z');
  await expect(ada.composer).toHaveValue('so good');
  await ada.composer.fill('');
});
