import { uniqueName, uniqueText } from './support/names.ts';
import { createMember, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';

test.beforeEach(({ watch }) => {
  // The browser reports refused logins of accounts.
  watch.allow(/status of 4/);
});

test('a room seen before is where it was left, with what has happened in it since', async ({ visit }) => {
  const [ada, owner, ben] = [await visit(), await createMember('Ada'), await createMember('Ben')];
  const name = uniqueName('tea');
  const room = await owner.createRoom(name);
  await owner.addMember(room, ben.sub);
  const texts = Array.from({ length: 30 }, (_, index) => uniqueText(`Message ${index}\nin\nseveral\nlines`));
  const ids: string[] = [];
  for (const text of texts) ids.push((await ben.say(text, room)).id);
  await owner.readAll();
  await ada.login(owner.name, PASSWORD);
  await ada.openRoom(name);
  await expect(ada.messages.last()).toBeInViewport();

  const left = ada.message(texts[15] ?? '');
  await left.scrollIntoViewIfNeeded();
  await expect(ada.pill).toBeVisible();
  const top = async () => (await left.boundingBox())?.y;
  const before = await top();
  await ada.composer.fill('Half a sentence');

  await test.step('elsewhere, nothing of it can be reached', async () => {
    await ada.openRoom('General');
    await expect(ada.page.getByRole('heading', { name, level: 1 })).toHaveCount(0);
    await expect(ada.composer).toBeFocused();
    await ada.page.keyboard.type('Hello');
    await expect(ada.composer).toHaveValue('Hello');
    await ada.composer.fill('');
  });

  await test.step('in the inbox, what is typed does not go to it', async () => {
    await ada.rooms.getByRole('link', { name: /^Inbox/ }).click();
    await expect(ada.page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible();
    await ada.openRoom(name);
    await expect(ada.composer).toBeFocused();
    await ada.page.goBack();
    await expect(ada.page.getByRole('heading', { name: 'Inbox', level: 1 })).toBeVisible();
    await ada.page.keyboard.type('Lost');
  });

  await test.step('back in it, an edited message is new, and nothing has moved', async () => {
    const edited = uniqueText('Edited\nin\nseveral\nlines');
    await ben.edit(ids[16] ?? '', edited);
    await ada.openRoom(name);
    await expect(ada.message(edited)).toBeVisible();
    await expect.poll(top).toBeCloseTo(before ?? 0, 0);
    await expect(ada.composer).toHaveValue('Half a sentence');
    await expect(ada.composer).toBeFocused();
  });

  await test.step('what is unread is not read while nobody sees it, and opens at its first message', async () => {
    await ada.openRoom('General');
    const first = await ben.say(uniqueText('News'), room);
    await expect(ada.roomLink(name)).toHaveAccessibleName(/unread/);
    await ada.openRoom(name);
    await expect(ada.message(first.message)).toBeInViewport();
    await expect(ada.newsLine).toBeVisible();
    await expect(ada.roomLink(name)).not.toHaveAccessibleName(/unread/);
  });
});

test('an edit that is half done is given up when the room is left', async ({ visit }) => {
  const [ada, owner] = [await visit(), await createMember('Ada')];
  const name = uniqueName('tea');
  const room = await owner.createRoom(name);
  const { message } = await owner.say(uniqueText('Mine'), room);
  await ada.login(owner.name, PASSWORD);
  await ada.openRoom(name);
  await expect(ada.message(message)).toBeVisible();
  await ada.composer.press('ArrowUp');
  await expect(ada.page.getByRole('textbox', { name: 'Edit message' })).toHaveValue(message);
  await ada.openRoom('General');
  await ada.openRoom(name);
  await expect(ada.composer).toHaveValue('');
});
