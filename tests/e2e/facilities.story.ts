import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type BrowserContext } from 'playwright';
import { uniqueName, uniqueText } from './support/names.ts';
import { Person } from '../../testkit/browser/person.ts';
import { expect, test } from './support/story.ts';

/**
 * Features that a browser may lack, refuse or fail at, as scripts that run before the page's own. An insecure context
 * has no locks.
 */
const FACILITIES: [name: string, script: string][] = [
  ['no locks', `Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })`],
  [
    'locks that reject',
    `if (window.LockManager)
    LockManager.prototype.request = () => Promise.reject(new DOMException('', 'SecurityError'))`,
  ],
  [
    'locks that throw',
    `if (window.LockManager)
    LockManager.prototype.request = () => { throw new DOMException('', 'SecurityError') }`,
  ],
  ['no BroadcastChannel', `delete window.BroadcastChannel`],
  ['a BroadcastChannel that throws', `window.BroadcastChannel = class { constructor() { throw new Error('no') } }`],
  ['no storage', `Object.defineProperty(window, 'localStorage', { value: null })`],
  ['storage that throws', `Object.defineProperty(window, 'localStorage', { get() { throw new Error('no') } })`],
  [
    'storage that refuses every call',
    `for (const name of ['getItem', 'setItem', 'removeItem'])
    Storage.prototype[name] = () => { throw new Error('no') }`,
  ],
  ['no media queries', `delete window.matchMedia`],
  [
    'languages that are no language tags',
    `Object.defineProperty(Navigator.prototype, 'languages', { value: ['en-US@posix', '_'] })`,
  ],
  [
    'neither locks, channels nor storage',
    `Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
    delete window.BroadcastChannel; Object.defineProperty(window, 'localStorage', { value: null })`,
  ],
];

for (const [what, script] of FACILITIES) {
  test(`a browser with ${what} sends and receives`, async ({ visit, join }) => {
    const ben = await join('Ben');
    const ada = await visit();
    await ada.page.addInitScript(script);
    await ada.page.reload();
    await ada.login(uniqueName('Ada'));
    await expectTalk(ada, ben);
  });
}

test('with site data blocked, two tabs send and receive, and the page says what is lost', async ({
  join,
  watch,
  baseURL,
  launchOptions,
}) => {
  // The page requests its session with a cookie that this browser does not store.
  watch.allow(/status of 401/);
  const ben = await join('Ben');
  await withSiteDataBlocked({ ...launchOptions, ...(baseURL === undefined ? {} : { baseURL }) }, async (context) => {
    watch.add(context);
    const ada = new Person(await context.newPage());
    await ada.page.goto('/');
    await expect(ada.page.getByText('Your browser blocks storage for this site.')).toBeVisible();
    await ada.login(uniqueName('Ada'));
    await expectTalk(ada, ben);
    const tab = await ada.openTab();
    await expectTalk(tab, ben);
    await expectTalk(ada, ben);
    await ada.page.close();
    await expectTalk(tab, ben);
  });
});

async function expectTalk(ada: Person, ben: Person): Promise<void> {
  const [question, answer] = [uniqueText('Can you hear me?'), uniqueText('Yes')];
  await ada.say(question);
  await expect(ben.message(question)).toBeVisible();
  await expect(ada.sent(question)).toBeVisible();
  await ben.say(answer);
  await expect(ada.message(answer)).toBeVisible();
}

type PersistentOptions = NonNullable<Parameters<typeof chromium.launchPersistentContext>[1]>;

/** A browser whose user has blocked site data. */
async function withSiteDataBlocked(
  options: PersistentOptions,
  story: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  const profile = await mkdtemp(path.join(tmpdir(), 'chat-profile-'));
  try {
    await mkdir(path.join(profile, 'Default'));
    const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
    await writeFile(path.join(profile, 'Default', 'Preferences'), JSON.stringify(preferences));
    const context = await chromium.launchPersistentContext(profile, options);
    try {
      await story(context);
    } finally {
      await context.close();
    }
  } finally {
    await rm(profile, { recursive: true, force: true });
  }
}
