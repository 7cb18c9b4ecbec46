import { defineConfig } from 'playwright/test';
import { chromiumOptions } from './support/browser.ts';
import { admin, baseUrl, chats, serviceUrls } from './support/environment.ts';

/** To a browser this is neither https nor localhost, whatever the chat's real address is. */
const INSECURE_HOST = 'chat.test';

const isOurs = Object.keys(serviceUrls).length > 0;
const { protocol, hostname, host } = new URL(baseUrl);

const asGiven = { name: 'as given', use: { baseURL: baseUrl, launchOptions: chromiumOptions() } };
const insecure = {
  name: 'insecure context',
  use: {
    baseURL: `http://${host.replace(hostname, INSECURE_HOST)}`,
    launchOptions: chromiumOptions(`--host-resolver-rules=MAP ${INSECURE_HOST} ${hostname}`),
  },
};

export default defineConfig({
  testMatch: '*.story.ts',
  testIgnore: [
    ...(admin ? [] : ['admin.story.ts']),
    // Only messages of the stories are cleared.
    ...(admin && isOurs ? [] : ['clear.story.ts']),
  ],
  outputDir: '../../test-results',
  // All stories of a chat share one room: they run one after the other, so that their messages do not interfere.
  workers: chats.length,
  forbidOnly: process.env['CI'] === 'true',
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Paris',
    colorScheme: 'light',
    contextOptions: { reducedMotion: 'reduce' },
    viewport: { width: 1100, height: 800 },
    serviceWorkers: 'block',
    actionTimeout: 15_000,
    screenshot: 'only-on-failure',
  },
  projects: protocol === 'http:' ? [asGiven, insecure] : [asGiven],
});
