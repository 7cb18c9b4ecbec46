import type { Person } from '../../testkit/browser/person.ts';
import { Bot } from './support/api.ts';
import { expectAccessible } from './support/axe.ts';
import { seedHistory } from './support/history.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { createMember, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test.beforeEach(({ watch }) => {
  // The browser reports refused logins of accounts, and requests that a closing page cancels.
  watch.allow(/status of 4/);
  watch.allow(SESSION_ENDED);
});

interface Meeting {
  ada: Person;
  ben: Bot;
  room: string;
  name: string;
}

/** Ada in the browser, and a room of hers in which Ben may write. */
async function meet(visit: () => Promise<Person>): Promise<Meeting> {
  const [ada, owner, ben] = [await visit(), await createMember('Ada'), await createMember('Ben')];
  const name = uniqueName('tea');
  const room = await owner.createRoom(name);
  await owner.addMember(room, ben.sub);
  await ada.login(owner.name, PASSWORD);
  await expect(ada.roomLink(name)).toBeVisible();
  return { ada, ben, room, name };
}

/** The badge of the line "New". */
const badge = ({ log }: Person) => log.getByText('New', { exact: true });

/** Long enough that a few of them fill the window. */
const long = (text: string) => uniqueText(`${text}\nin\nseveral\nlines`);

/** Ben writes in the room while Ada is elsewhere. At the end her list shows that she has missed something. */
async function sayAll({ ada, ben, room, name }: Meeting, texts: readonly string[]): Promise<void> {
  for (const text of texts) await ben.say(text, room);
  await expect(ada.roomLink(name)).toHaveAccessibleName(/unread/);
}

test('a room opens at its first unread message; the line stays until the room is left or something is sent', async ({
  visit,
}) => {
  const meeting = await meet(visit);
  const { ada, ben, room, name } = meeting;
  const texts = Array.from({ length: 12 }, (_, index) => long(`Unread ${index}`));
  await sayAll(meeting, texts);
  await ada.openRoom(name);
  await expect(badge(ada)).toBeInViewport();
  await expect(ada.message(texts[0] ?? '')).toBeInViewport();
  await expect(ada.messages.last()).not.toBeInViewport();
  await ada.pill.click();
  await expect(ada.messages.last()).toBeInViewport();
  await expect(ada.roomLink(name)).not.toHaveAccessibleName(/unread/);
  await expect(ada.newsLine).toBeAttached();
  await ben.say(uniqueText('Later'), room);
  await expect(ada.newsLine).toHaveCount(1);
  await ada.say(uniqueText('Read'));
  await expect(ada.newsLine).toHaveCount(0);

  await ada.openRoom('General');
  await ben.say(uniqueText('Again'), room);
  await expect(ada.roomLink(name)).toHaveAccessibleName(/unread/);
  await ada.openRoom(name);
  await expect(ada.newsLine).toBeVisible();
  await expect(ada.roomLink(name)).not.toHaveAccessibleName(/unread/);
  await ada.openRoom('General');
  await ada.openRoom(name);
  await expect(ada.newsLine).toHaveCount(0);
});

test('more unread messages than a page are loaded before the room opens', async ({ join }) => {
  const ada = await join('Ada');
  await ada.page.goto('/inbox');
  await expect(ada.roomLink('General')).toBeVisible();
  await seedHistory(80);
  await ada.openRoom('General');
  await expect(badge(ada)).toBeInViewport();
  await expect(ada.pill).toHaveText(/^\s*\d\d new messages\s*$/);
  const firstPages: string[] = [];
  ada.page.on('request', (request) => {
    if (/\/messages\?room=general&limit=\d+$/.test(request.url())) firstPages.push(request.url());
  });
  await ada.page.reload();
  await expect(badge(ada)).toBeInViewport();
  // A second first page would take the older ones from the list.
  expect(firstPages).toHaveLength(1);
});

test('very many unread messages are not loaded unasked: a button goes to the first of them', async ({ join }) => {
  test.slow();
  const ada = await join('Ada');
  await ada.page.goto('/inbox');
  await expect(ada.roomLink('General')).toBeVisible();
  await seedHistory(500);
  await ada.openRoom('General');
  await expect(ada.messages.last()).toBeInViewport();
  await expectAccessible(ada.page, 'a room with very many unread messages');
  await ada.press('Jump to the first unread message');
  await expect(badge(ada)).toBeInViewport();
  await expect(ada.page.getByText('There are many unread messages.')).toBeHidden();
});

test('a link leads to a message, which may be old, and lights it up', async ({ join }) => {
  test.slow();
  const ben = await Bot.login(uniqueName('Ben'));
  const text = uniqueText('Look at this');
  const { seq } = await ben.say(text);
  await seedHistory(130);
  const ada = await join('Ada');
  await expect(ada.messages.last()).toBeInViewport();
  await expect(ada.message(text)).toHaveCount(0);
  await ada.page.goto(`/r/general/m/${seq}`);
  await expect(ada.message(text)).toBeInViewport();
  // Without motion it does not fade.
  await expect(ada.message(text)).toHaveClass(/target/);
  await expect(ada.pill).toBeVisible();

  await ada.act(text, 'Copy link');
  await expect(ada.page.getByText('Link copied')).toBeVisible();
  await ada.composer.press('Control+v');
  await expect(ada.composer).toHaveValue(new RegExp(`/r/general/m/${seq}$`));
  await ada.pill.click();
  await expect(ada.messages.last()).toBeInViewport();
});

test('a link to a message that was deleted says so', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), Bot.login(uniqueName('Ben'))]);
  // The number of a message of another room, which is none of this one.
  const { seq } = await ben.say(uniqueText('A note'), await ben.openDirect(ben.sub));
  await ben.say(uniqueText('Here'));
  await ada.page.goto(`/r/general/m/${seq}`);
  const notice = ada.page.getByText('The message that the link leads to was deleted, or never existed.');
  await expect(notice).toBeVisible();
  await expectAccessible(ada.page, 'a link to a message that is gone');
  await ada.press('Close');
  await expect(notice).toBeHidden();
  await expect(ada.page).toHaveURL(/\/r\/general$/);
});

test('reading follows the lowest message in view, and never goes back', async ({ visit }) => {
  const meeting = await meet(visit);
  const { ada, name } = meeting;
  const texts = Array.from({ length: 20 }, (_, index) => long(`Row ${index}`));
  await sayAll(meeting, texts);
  await ada.openRoom(name);
  await expect(badge(ada)).toBeInViewport();
  const unread = async () => Number(/\((\d+)\)/.exec(await ada.page.title())?.[1] ?? 0);
  // What is below the window is not read.
  await expect.poll(unread).toBeLessThan(20);
  await expect.poll(unread).toBeGreaterThan(10);
  await ada.log.hover();
  await ada.page.mouse.wheel(0, 400);
  await expect.poll(unread).toBeLessThan(16);
  const before = await unread();
  await ada.page.mouse.wheel(0, -2_000);
  await expect(ada.message(texts[0] ?? '')).toBeInViewport();
  expect(await unread()).toBe(before);
});

test('a message is marked as unread, on all devices, until its room is left', async ({ visit }) => {
  const meeting = await meet(visit);
  const { ada, ben, room, name } = meeting;
  const phone = await visit();
  await phone.login(ada.name, PASSWORD);
  const texts = ['One', 'Two', 'Three'].map((text) => uniqueText(text));
  await sayAll(meeting, texts);
  await ada.openRoom(name);
  await expect(phone.roomLink(name)).not.toHaveAccessibleName(/unread/);

  await ada.act(texts[1] ?? '', 'Mark unread from here');
  await expect(phone.roomLink(name)).toHaveAccessibleName(/unread/);
  await expect(badge(ada)).toBeVisible();
  // It stays so while the room is shown, whatever arrives.
  await ben.say(uniqueText('Four'), room);
  await expect(ada.message('Four')).toBeInViewport();
  await expect(ada.roomLink(name)).toHaveAccessibleName(/unread/);
  await ada.openRoom('General');
  await expect(ada.roomLink(name)).toHaveAccessibleName(/unread/);
  await ada.openRoom(name);
  await expect(phone.roomLink(name)).not.toHaveAccessibleName(/unread/);

  await ada.openRoom('General');
  await ben.say(uniqueText('Five'), room);
  await expect(ada.roomLink(name)).toHaveAccessibleName(/unread/);
  await ada.chooseInMenu('Chat menu', 'Mark all as read');
  await expect(ada.roomLink(name)).not.toHaveAccessibleName(/unread/);
  await expect(phone.roomLink(name)).not.toHaveAccessibleName(/unread/);
});
