import type { Page } from 'playwright/test';
import type { Person } from '../../testkit/browser/person.ts';
import { Bot } from './support/api.ts';
import { expectAccessible } from './support/axe.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

test.use({ serviceWorkers: 'allow' });

/** Records the notifications of a page instead of showing them: a browser under test has no desktop. */
async function recordNotifications({ page }: Person): Promise<void> {
  await page.context().addInitScript(() => {
    // A new tab is empty at first, without storage.
    if (location.protocol === 'about:') return;
    const shown: { title: string; body?: string; tag?: string }[] = [];
    const close = (tag?: string) => {
      const index = shown.findIndex((each) => each.tag === tag);
      if (index >= 0) shown.splice(index, 1);
    };
    class RecordedNotification extends EventTarget {
      static permission = localStorage.getItem('permission') ?? 'default';
      static requestPermission() {
        RecordedNotification.permission = 'granted';
        localStorage.setItem('permission', 'granted');
        return Promise.resolve('granted');
      }
    }
    Object.assign(globalThis, { shown, Notification: RecordedNotification });
    const worker = globalThis.ServiceWorkerRegistration as typeof ServiceWorkerRegistration | undefined;
    if (!worker) return;
    worker.prototype.showNotification = (title, options) => {
      shown.push({ title, ...options });
      return Promise.resolve();
    };
    worker.prototype.getNotifications = (filter) =>
      Promise.resolve([{ close: () => close(filter?.tag) }] as unknown as Notification[]);
  });
  await page.reload();
}

const shownIn = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { shown: { title: string; body: string }[] }).shown);

const isSecure = ({ page }: Person) => page.evaluate(() => isSecureContext);

test('notifications are offered after the first mention, come once for two tabs, and close when read', async ({
  visit,
}) => {
  const ada = await visit();
  test.skip(!(await isSecure(ada)), 'browsers have no notifications in an insecure context');
  await recordNotifications(ada);
  await ada.login(uniqueName('Ada'));
  await ada.page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
  const ben = await Bot.login(uniqueName('Ben'));
  const offer = ada.page.getByRole('button', { name: 'Turn on notifications' });
  await expect(offer).toBeHidden();
  await expect(ada.online(ada.name)).toBeVisible();
  const sub = await ben.subOf(ada.name);
  await ben.mention(sub, ada.name);
  await expect(offer).toBeVisible();
  await expectAccessible(ada.page, 'the offer of notifications');
  await offer.click();
  await expect(offer).toBeHidden();

  const text = uniqueText('Lunch?');
  const other = await ada.openTab();
  await other.page.goto('/inbox');
  await expect(other.roomLink('General')).toBeVisible();
  // So that Ben has a profile, which the room's header shows.
  await ben.connect();
  const direct = await ben.openDirect(sub);
  await ben.say(text, direct);
  const all = async () => [...(await shownIn(ada.page)), ...(await shownIn(other.page))];
  await expect
    .poll(async () => (await all()).map(({ title, body }) => ({ title, body })))
    .toEqual([{ title: ben.name, body: text }]);
  await ada.openRoom(ben.name);
  await expect(ada.message(text)).toBeVisible();
  await expect.poll(all).toEqual([]);
});

test('settings say whether there are notifications, and why there are none', async ({ join }) => {
  const ada = await join('Ada');
  await ada.openSettings();
  const secure = await isSecure(ada);
  const section = ada.dialog('Settings');
  await expect(ada.page.getByText(/^There are no notifications: browsers allow them/)).toBeVisible({
    visible: !secure,
  });
  await expectAccessible(ada.page, 'the settings about notifications');
  await ada.page.getByRole('checkbox', { name: 'A quiet sound' }).uncheck();
  await ada.page.reload();
  await ada.openSettings();
  await expect(section).toBeVisible();
  await expect(ada.page.getByRole('checkbox', { name: 'A quiet sound' })).not.toBeChecked();
});
