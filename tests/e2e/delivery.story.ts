import type { Page } from 'playwright/test';
import { Bot } from './support/api.ts';
import { uniqueName, uniqueText } from './support/names.ts';
import { answerTo } from './support/network.ts';
import type { Person } from '../../testkit/browser/person.ts';
import { expect, test } from './support/story.ts';

const isMessages = (url: URL) => url.pathname === '/api/messages';

test('a message written offline arrives once when the browser is online again', async ({ join, watch }) => {
  watch.allow(/ERR_INTERNET_DISCONNECTED/);
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const context = ada.page.context();
  // Everything has loaded.
  await expect(ada.online(ada.name)).toBeVisible();

  await context.setOffline(true);
  await expect(ada.banner).toBeVisible();
  const texts = [uniqueText('Written in the tunnel'), uniqueText('Still in the tunnel')];
  for (const text of texts) {
    await ada.say(text);
    await expect(ada.waiting(text)).toBeVisible();
  }

  await context.setOffline(false);
  await expect(ada.banner).toBeHidden();
  await expectOnce(texts, ada, ben);
});

test('a message written before the history is loaded is shown, and arrives once', async ({ join, visit, watch }) => {
  watch.allow(/ERR_FAILED|503/);
  const ben = await join('Ben');
  const ada = await visit();
  // The page would load the history by itself only after a minute: the button does it now.
  await ada.page.route(isMessages, (route) =>
    route.request().method() === 'POST'
      ? route.abort()
      : route.fulfill({ status: 503, headers: { 'retry-after': '60' }, contentType: 'text/plain', body: 'Busy' }),
  );
  await ada.login(uniqueName('Ada'));
  await expect(ada.alert).toContainText('could not be loaded');
  const text = uniqueText('Is anybody here?');
  await ada.say(text);
  await expect(ada.message(text)).toBeVisible();

  await ada.page.unroute(isMessages);
  await ada.press('Try again');
  await expectOnce([text], ada, ben);
});

test('a message written while the server is unreachable survives a reload, and arrives once', async ({
  join,
  watch,
}) => {
  watch.allow(/ERR_FAILED/);
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  await ada.page.route(isMessages, (route) => (route.request().method() === 'POST' ? route.abort() : route.fallback()));
  const text = uniqueText('Kept over a reload');
  await ada.say(text);
  await expect(ada.waiting(text)).toBeVisible();
  await ada.page.reload();
  await expect(ada.waiting(text)).toBeVisible();

  await ada.page.unroute(isMessages);
  await expectOnce([text], ada, ben);
});

test('a message whose response was lost arrives once', async ({ join, watch }) => {
  watch.allow(/ERR_CONNECTION_RESET/);
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const lost = await loseAnswers(ada.page, 2);
  const text = uniqueText('Did you get this?');
  await ada.say(text);
  await expectOnce([text], ada, ben);
  expect(lost()).toBeGreaterThan(0);
});

test('a message that the server refuses is kept and can be retried', async ({ join, watch }) => {
  watch.allow(/status of 409/);
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  await ada.page.route(isMessages, async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    const problem = { type: 'urn:problem-type:chat:id-conflict', title: 'This id is taken', status: 409 };
    return route.fulfill({ status: 409, contentType: 'application/problem+json', json: problem });
  });
  const text = uniqueText('Refused at first');
  await ada.say(text);
  await expect(ada.failed(text)).toBeVisible();
  await ada.page.unroute(isMessages);
  await ada.tryAgain(text);
  await expectOnce([text], ada, ben);
});

test('a page that could not load all of its scripts still sends and receives', async ({ visit, join, watch }) => {
  watch.allow(/ERR_FAILED/);
  const ben = await join('Ben');
  const ada = await visit();
  await ada.page.route('**/assets/*', (route) => route.abort());
  await ada.login(uniqueName('Ada'));
  const [question, answer] = [uniqueText('Anybody there?'), uniqueText('I am')];
  await ada.say(question);
  await expect(ben.message(question)).toBeVisible();
  await ben.say(answer);
  await expect(ada.message(answer)).toBeVisible();
  await expect(ada.sent(question)).toBeVisible();
});

/** The server receives the next posts, but their responses are lost. */
async function loseAnswers(page: Page, count: number): Promise<() => number> {
  let lost = 0;
  await page.route(isMessages, async (route) => {
    if (route.request().method() !== 'POST' || lost >= count) return route.fallback();
    lost += 1;
    await answerTo(route);
    await route.abort('connectionreset');
  });
  return () => lost;
}

/** Each text appears once on each page, also after a reload, and once on the server. */
async function expectOnce(texts: string[], writer: Person, reader: Person): Promise<void> {
  const bot = await Bot.login(uniqueName('Witness'));
  for (const text of texts) {
    await expect(writer.sent(text)).toHaveCount(1);
    await expect(reader.message(text)).toHaveCount(1);
    expect(await bot.count(text)).toBe(1);
  }
  await writer.page.reload();
  for (const text of texts) await expect(writer.sent(text)).toHaveCount(1);
}
