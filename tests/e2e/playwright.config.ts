import { defineConfig } from 'playwright/test';
import { chromiumOptions } from '../../testkit/browser/chromium.ts';
import { INSECURE_HOST, resolverRules, SAME_IN_BOTH } from './support/contexts.ts';
import { admin, baseUrl, chats, serviceUrls } from './support/environment.ts';

const isOurs = Object.keys(serviceUrls).length > 0;
const { protocol, hostname, host } = new URL(baseUrl);

const launchOptions = chromiumOptions(resolverRules(hostname));
const asGiven = { name: 'as given', use: { baseURL: baseUrl, launchOptions } };
const leftOut = [
  ...(admin ? [] : ['admin.story.ts']),
  // Only messages of the stories are cleared.
  ...(admin && isOurs ? [] : ['clear.story.ts']),
];
const insecure = {
  name: 'insecure context',
  // The gateway's requests need no browser, so they would be the same again.
  testIgnore: [...leftOut, ...SAME_IN_BOTH, 'gateway.story.ts'],
  use: {
    baseURL: `http://${host.replace(hostname, INSECURE_HOST)}`,
    launchOptions,
  },
};

export default defineConfig({
  testMatch: '*.story.ts',
  testIgnore: leftOut,
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
    // From 80rem on, all panes stand side by side.
    viewport: { width: 1360, height: 800 },
    serviceWorkers: 'block',
    actionTimeout: 15_000,
    screenshot: 'only-on-failure',
  },
  projects: protocol === 'http:' ? [asGiven, insecure] : [asGiven],
});
