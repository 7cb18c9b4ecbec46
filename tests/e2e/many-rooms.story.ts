import { NOTHING_UNREAD, uniqueName } from './support/names.ts';
import { createMember, PASSWORD } from './support/rooms.ts';
import { expect, test } from './support/story.ts';

/** More than the sidebar shows at once. */
const ROOMS = 24;

test.beforeEach(({ watch }) => {
  // The browser reports refused logins of accounts.
  watch.allow(/status of 4/);
});

test('in many rooms, what is unread is seen, reached by a key, and the same on the other device', async ({ visit }) => {
  test.slow();
  const [ada, ben] = [await createMember('Ada'), await createMember('Ben')];
  const word = uniqueName('team');
  const names = Array.from({ length: ROOMS }, (_, index) => `${word} ${String(index + 1).padStart(2, '0')}`);
  const rooms: string[] = [];
  for (const [index, name] of names.entries()) {
    // One person makes fewer in a minute.
    const [maker, other] = index % 2 === 0 ? [ada, ben] : [ben, ada];
    const room = await maker.createRoom(name);
    await other.join(room);
    rooms.push(room);
  }
  const [laptop, other] = [await visit({ viewport: { width: 1360, height: 500 } }), await visit()];
  for (const device of [laptop, other]) {
    await device.login(ada.name, PASSWORD);
    for (const name of names) await expect(device.roomLink(name)).toBeAttached();
  }

  await Promise.all(rooms.map((room) => ben.say('News', room)));
  for (const device of [laptop, other]) {
    for (const name of names) await expect(device.roomLink(name)).toHaveAccessibleName(/unread$/);
    await expect(device.page).toHaveTitle(new RegExp(`\\(${ROOMS}\\)`));
  }

  await test.step('a button leads to unread rooms that are below the window', async () => {
    const button = laptop.page.getByRole('button', { name: /unread below$/ });
    const below = async () => parseInt((await button.textContent()) ?? '', 10);
    const before = await below();
    await button.click();
    await expect.poll(below).toBeLessThan(before);
  });

  await test.step('a key goes from one unread room to the next', async () => {
    const visited = new Set<string>();
    for (let count = 1; count <= 3; count += 1) {
      await laptop.page.keyboard.press('Alt+Shift+ArrowDown');
      await expect(laptop.page).toHaveTitle(new RegExp(`\\(${ROOMS - count}\\)`));
      await expect(laptop.message('News')).toBeVisible();
      visited.add(laptop.page.url());
    }
    expect(visited.size).toBe(3);
    await expect(other.page).toHaveTitle(new RegExp(`\\(${ROOMS - 3}\\)`));
  });

  await test.step('all are marked as read at once', async () => {
    await laptop.page.goto('/inbox');
    await expect(laptop.page.getByRole('list', { name: 'Unread rooms' }).getByRole('link')).toHaveCount(ROOMS - 3);
    await laptop.press('Mark all as read');
    for (const device of [laptop, other]) {
      await expect(device.page).toHaveTitle(NOTHING_UNREAD);
      await expect(device.rooms.getByRole('link', { name: /unread/ })).toHaveCount(0);
    }
  });
});
