import { isSecure, loopbackUrl } from './support/contexts.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import type { Person } from '../../testkit/browser/person.ts';
import { expect, test as base } from './support/story.ts';
import { startUpdateProxy, type UpdateProxy } from './support/update-proxy.ts';

interface Stage {
  /** A new user whose page is cached, behind a proxy that can change the page's build. */
  joinBehindProxy: () => Promise<{ ada: Person; proxy: UpdateProxy }>;
}

const test = base.extend<Stage>({
  joinBehindProxy: async ({ baseURL, visit }, use) => {
    const proxy = await startUpdateProxy();
    await use(async () => {
      const ada = await visit({ baseURL: loopbackUrl(proxy.port, baseURL) });
      await ada.login(uniqueName('Ada'));
      await pageIsCached(ada);
      return { ada, proxy };
    });
    await proxy.stop();
  },
});

// Blocked in all other stories, whose pages shall come from the server.
test.use({ serviceWorkers: 'allow' });

test.describe('in a secure context', () => {
  test.skip(({ baseURL }) => !isSecure(baseURL), 'Browsers have no service workers in an insecure context.');

  test.beforeEach(({ watch }) => watch.allow(/ERR_INTERNET_DISCONNECTED/));

  test('a page that is reloaded offline is there, and sends what was written when the network is back', async ({
    join,
  }) => {
    const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
    const context = ada.page.context();
    await pageIsCached(ada);

    await context.setOffline(true);
    const offline = uniqueText('In the tunnel');
    await ada.say(offline);
    await expect(ada.message(offline)).toBeVisible();
    await ada.page.reload();
    await expect(ada.page.getByText('You are offline.')).toBeVisible();
    await context.setOffline(false);
    await expect(ada.composer).toBeVisible();
    await expect(ben.message(offline)).toBeVisible();
    const text = uniqueText('Out of the tunnel');
    await ada.say(text);
    await expect(ben.message(text)).toBeVisible();
  });

  test('a chat that is opened offline shows its login screen, and says why nobody can log in', async ({ visit }) => {
    const ada = await visit();
    await pageIsCached(ada);
    await ada.page.context().setOffline(true);
    const tab = await ada.openTab();
    await tab.submitLogin(uniqueName('Ada'));
    await expect(tab.alert).toBeVisible();
    await ada.page.context().setOffline(false);
    await tab.press('Join the chat');
    await expect(tab.composer).toBeVisible();
  });

  test('an update is shown at the next load, and the page is never made of two builds', async ({ joinBehindProxy }) => {
    const { ada, proxy } = await joinBehindProxy();
    const { before, after } = proxy.scripts;
    expect(await script(ada)).toBe(before);
    proxy.update();

    // The server is gone: all is from the build before, whose files the server no longer has.
    await ada.page.context().setOffline(true);
    await ada.page.reload();
    await expect(ada.page.getByText('You are offline.')).toBeVisible();
    expect(await script(ada)).toBe(before);

    await ada.page.context().setOffline(false);
    await ada.page.reload();
    await expect(ada.composer).toBeVisible();
    expect(await script(ada)).toBe(after);

    await expect.poll(() => isCached(ada, after)).toBe(true);
    await ada.page.context().setOffline(true);
    await ada.page.reload();
    await expect(ada.page.getByText('You are offline.')).toBeVisible();
    expect(await script(ada)).toBe(after);
  });

  test('a tab that is open during an update still loads the rest of its own build', async ({ joinBehindProxy }) => {
    const { ada, proxy } = await joinBehindProxy();
    const { before, after } = proxy.scripts;
    proxy.update();
    const tab = await ada.openTab();
    expect(await script(tab)).toBe(after);
    await expect.poll(() => isCached(tab, after)).toBe(true);

    // The server has only the next build's translation.
    await ada.chooseLanguage('Français');
    for (const { page } of [ada, tab]) await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
    expect(await script(ada)).toBe(before);
    await ada.page.context().close();
  });
});

test.describe('in an insecure context', () => {
  test.skip(({ baseURL }) => isSecure(baseURL), 'This context is secure.');

  test('the page works without a service worker', async ({ join }) => {
    const ada = await join('Ada');
    expect(await ada.page.evaluate(() => 'serviceWorker' in navigator)).toBe(false);
    const text = uniqueText('Hello');
    await ada.say(text);
    await expect(ada.sent(text)).toBeVisible();
  });
});

/** Waits until the service worker controls the page, so that neither it nor its next load needs the network. */
async function pageIsCached({ page }: Person): Promise<void> {
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true);
}

/** The path of the page's script. */
async function script({ page }: Person): Promise<string> {
  return new URL(await page.evaluate(() => document.querySelector<HTMLScriptElement>('script[type=module]')?.src ?? ''))
    .pathname;
}

async function isCached({ page }: Person, url: string): Promise<boolean> {
  return page.evaluate(async (path) => (await caches.match(path)) !== undefined, url);
}
