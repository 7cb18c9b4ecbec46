import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { chromium, type Browser, type Response } from 'playwright';
import { expect } from 'playwright/test';
import { chromiumOptions } from '../../testkit/browser/chromium.ts';
import { Person } from '../../testkit/browser/person.ts';
import { THIS_CHECKOUT } from '../../testkit/replica.ts';
import type { Deployment } from '../faults/deployment.ts';
import type { Random } from '../faults/random.ts';
import type { Outcome } from '../faults/stories/outcome.ts';

const ROUNDS = 6;
const MOST_ROUNDS = 30;
const TIMEOUT_MS = 30_000;

/** How often the replicas of the old release refused the new page's parameter `types`, and the others accepted it. */
interface Answers {
  refused: number;
  accepted: number;
}

/**
 * The pages of both releases talk while replicas of both are killed and the new page reconnects: it falls back where
 * its parameter `types` is refused, and tries again at its next reconnect.
 */
export async function bothPagesTalk(deployment: Deployment, old: string, random: Random): Promise<Outcome> {
  const browser = await chromium.launch(chromiumOptions());
  try {
    const ada = await openPage(browser, deployment.url, THIS_CHECKOUT);
    const ben = await openPage(browser, deployment.url, old);
    const answers = { refused: 0, accepted: 0 };
    ada.page.on('response', (response) => count(response, answers));
    const violations: string[] = [];
    let rounds = 0;
    const isOver = () => rounds >= ROUNDS && answers.refused > 0 && answers.accepted > 0;
    for (; rounds < MOST_ROUNDS && !isOver(); rounds++) {
      // In the end only the service whose releases the page has not met both.
      await deployment.killRandomReplica(random, rounds < ROUNDS ? undefined : ['messages']);
      await reconnect(ada);
      violations.push(...(await talk(ada, ben)));
      await deployment.settled();
    }
    if (!isOver()) violations.push('the new page met replicas of one release only');
    const { refused, accepted } = answers;
    return { summary: `${rounds} reconnects; types= refused ${refused} times, accepted ${accepted} times`, violations };
  } finally {
    await browser.close();
  }
}

/** Someone who has logged in on the page of the release that is built in `checkout`. */
async function openPage(browser: Browser, url: string, checkout: string): Promise<Person> {
  const context = await browser.newContext({ baseURL: url, serviceWorkers: 'block' });
  await context.route(
    ({ pathname }) => !pathname.startsWith('/api/'),
    (route) => {
      const { pathname } = new URL(route.request().url());
      return route.fulfill({ path: path.join(checkout, 'frontend/dist', pathname === '/' ? 'index.html' : pathname) });
    },
  );
  const person = new Person(await context.newPage());
  await person.page.goto('/');
  await person.login(`Page-${randomUUID().slice(0, 8)}`);
  return person;
}

function count(response: Response, answers: Answers): void {
  const { pathname, searchParams } = new URL(response.url());
  if (pathname !== '/api/events' || !searchParams.has('types')) return;
  if (response.status() === 400) answers.refused++;
  if (response.ok()) answers.accepted++;
}

async function reconnect({ page, banner }: Person): Promise<void> {
  await page.context().setOffline(true);
  await banner.waitFor();
  await page.context().setOffline(false);
}

/** What one of them wrote and somebody does not see once. */
async function talk(ada: Person, ben: Person): Promise<string[]> {
  const texts = { hers: `Hello ${randomUUID()}`, his: `Bonjour ${randomUUID()}` };
  await Promise.all([ada.say(texts.hers), ben.say(texts.his)]);
  const checks = [ada, ben].flatMap((person) => Object.values(texts).map((text) => seesOnce(person, text)));
  return (await Promise.all(checks)).flat();
}

function seesOnce(person: Person, text: string): Promise<string[]> {
  const shown = expect(person.message(text)).toHaveCount(1, { timeout: TIMEOUT_MS });
  return shown.then(
    () => [],
    () => [`${person.name} does not see once: ${text}`],
  );
}
