import { seedHistory } from './support/history.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { addPeople, createAccount, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';
import { SESSION_ENDED } from './support/watch.ts';

test.beforeEach(({ watch }) => {
  // The browser reports refused logins and requests, and requests that a closing page cancels.
  watch.allow(/status of (4|5)/);
  watch.allow(SESSION_ENDED);
});

test('the others see who is writing in their room, and no longer once it is sent or left', async ({ visit }) => {
  const [ada, ben] = [await visit(), await visit()];
  await ada.login(await createAccount('Ada'), PASSWORD);
  await ben.login(await createAccount('Ben'), PASSWORD);
  const room = uniqueName('desk');
  await ada.createRoom(room);
  await addPeople(ada, room, ben.name);
  await ben.openRoom(room);
  const line = ben.page.getByText(`${ada.name} is writing…`);

  await ada.composer.pressSequentially('Hm');
  await expect(line).toBeVisible();
  await ada.composer.press('Enter');
  await expect(ben.message('Hm')).toBeVisible();
  await expect(line).toBeHidden();

  // It is said again every few seconds of writing.
  await expect(async () => {
    await ada.composer.press('x');
    await expect(line).toBeVisible({ timeout: 500 });
  }).toPass();
  // It is forgotten by itself.
  await expect(line).toBeHidden();
});

test('every room keeps what was typed in it, and the list shows where', async ({ visit }) => {
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const room = uniqueName('ideas');
  await ada.createRoom(room);
  const [here, there] = [uniqueText('An idea'), uniqueText('Another')];
  await ada.composer.fill(here);
  await ada.openRoom('General');
  await expect(ada.composer).toHaveValue('');
  await ada.composer.fill(there);
  await expect(ada.roomLink(room)).toHaveAccessibleName(/draft/);

  await ada.page.reload();
  await expect(ada.composer).toHaveValue(there);
  await ada.openRoom(room);
  await expect(ada.composer).toHaveValue(here);
  await ada.openRoom('General');
  await ada.composer.fill('');
});

test('a message that is stuck in one room holds back none of another', async ({ visit }) => {
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const [first, second] = [uniqueName('stuck'), uniqueName('free')];
  await ada.createRoom(first);
  const id = new URL(ada.page.url()).pathname.split('/')[2] ?? '';
  await ada.createRoom(second);
  await ada.openRoom(first);

  await ada.page.route('**/api/messages', async (route) => {
    const isStuck = route.request().method() === 'POST' && route.request().postData()?.includes(id) === true;
    if (isStuck) await route.fulfill({ status: 503, headers: { 'Retry-After': '1' } });
    else await route.fallback();
  });
  const [one, two] = [uniqueText('One'), uniqueText('Two')];
  await ada.say(one);
  await ada.say(two);
  await expect(ada.sent(one)).toHaveCount(0);
  await ada.openRoom(second);
  const free = uniqueText('Not held back');
  await ada.say(free);
  await expect(ada.sent(free)).toBeVisible();

  await ada.page.unroute('**/api/messages');
  await ada.openRoom(first);
  await expect(ada.sent(two)).toBeVisible();
  // In the order in which they were typed.
  const shown = await ada.messages.allInnerTexts();
  expect(shown.findIndex((text) => text.includes(one))).toBeLessThan(shown.findIndex((text) => text.includes(two)));
});

test('an empty room says who can read it', async ({ visit }) => {
  const ada = await visit();
  await ada.login(await createAccount('Ada'), PASSWORD);
  const [open, closed] = [uniqueName('open'), uniqueName('closed')];
  await ada.createRoom(open);
  await expect(ada.page.getByRole('heading', { name: `This is where ${open} begins` })).toBeVisible();
  await expect(ada.log.getByText('Everybody with an account can find this room')).toBeVisible();
  await ada.createRoom(closed, 'Private');
  await expect(ada.log.getByText('Only its members can see this room')).toBeVisible();
  await ada.log.getByRole('button', { name: 'Add people' }).click();
  await expect(ada.dialog(`Add people to ${closed}`)).toBeVisible();
});

test('a message is shown when its deletion is asked about, once', async ({ join }) => {
  const ada = await join('Ada');
  const text = uniqueText('To be regretted');
  await ada.say(text);
  await expect(ada.sent(text)).toBeVisible();
  await ada.act(text, 'Delete message');
  await expect(ada.page.getByRole('blockquote')).toHaveText(text);
  await ada.press('Delete');
  await expect(ada.message(text)).toHaveCount(0);
});

test('the day stays in view while its messages are scrolled', async ({ join }) => {
  const ada = await join('Ada');
  await seedHistory(40);
  const day = ada.log.getByRole('heading', { name: 'Today' });
  await expect(day).toBeInViewport({ ratio: 1 });
  await ada.log.evaluate((log) => log.scrollBy(0, -400));
  await expect(ada.pill).toBeVisible();
  await expect(day).toBeInViewport({ ratio: 1 });
});
