import type { Route } from 'playwright/test';
import { uniqueName, uniqueText } from './support/names.ts';
import { answerTo } from './support/network.ts';
import { Person } from '../../testkit/browser/person.ts';
import { expect, test } from './support/story.ts';
import { openStreams, STREAMS } from './support/streams.ts';

test('two tabs of a browser share one stream, and one takes over when the other closes', async ({ visit, join }) => {
  const ben = await join('Ben');
  const ada = await visit();
  const open = openStreams(ada.page.context());
  await ada.login(uniqueName('Ada'));
  await expect.poll(open).toEqual(STREAMS);

  const tab = await ada.openTab();
  const first = uniqueText('For both tabs');
  await ben.say(first);
  await expect(ada.message(first)).toBeVisible();
  await expect(tab.message(first)).toBeVisible();
  // Two tabs that could not communicate for a moment agree in the end.
  await expect.poll(open).toEqual(STREAMS);

  await ada.page.close();
  const second = uniqueText('For the tab that is left');
  await ben.say(second);
  await expect(tab.message(second)).toBeVisible();
  await expect.poll(open).toEqual(STREAMS);
});

test('a message sent in one tab is shown in the other', async ({ join }) => {
  const ada = await join('Ada');
  const tab = await ada.openTab();
  for (const [writer, reader] of [
    [ada, tab],
    [tab, ada],
  ] as const) {
    const text = uniqueText('From tab to tab');
    await writer.say(text);
    await expect(reader.sent(text)).toBeVisible();
    await expect(writer.sent(text)).toBeVisible();
  }
});

test('a message sent while a tab still loads is shown in that tab too', async ({ join }) => {
  const ada = await join('Ada');
  const tab = new Person(await ada.page.context().newPage());
  const text = uniqueText('While you were loading');
  const holdBack = async (route: Route) => {
    // The history page is older than the message, and arrives after the other tab has received the message.
    const response = await answerTo(route);
    await ada.say(text);
    await expect(ada.sent(text)).toBeVisible();
    await route.fulfill({ response });
  };
  await tab.page.route('**/api/messages?*', holdBack, { times: 1 });
  await tab.page.goto('/');
  await expect(tab.sent(text)).toBeVisible();
});
