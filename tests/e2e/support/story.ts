/** The fixtures of every story: users, each with their own browser, whose errors are watched. */
import { test as base, type BrowserContextOptions } from 'playwright/test';
import { uniqueName } from './names.ts';
import { Person } from '../../../testkit/browser/person.ts';
import { Watch } from './watch.ts';

export { expect } from 'playwright/test';

interface Stage {
  watch: Watch;
  /** A new browser that shows the chat. */
  visit: (options?: BrowserContextOptions) => Promise<Person>;
  /** A new user who has logged in with a unique name derived from the given one. */
  join: (name: string, options?: BrowserContextOptions) => Promise<Person>;
}

export const test = base.extend<Stage>({
  // Playwright reads from this pattern which fixtures are needed.
  watch: async ({}, use) => {
    const watch = new Watch();
    await use(watch);
    watch.verify();
  },

  visit: async ({ browser, watch }, use) => {
    const people: Person[] = [];
    await use(async (options) => {
      const context = await browser.newContext(options);
      watch.add(context);
      const person = new Person(await context.newPage());
      people.push(person);
      await person.page.goto('/');
      return person;
    });
    await Promise.all(people.map((person) => person.page.context().close()));
  },

  join: async ({ visit }, use) => {
    await use(async (name, options) => {
      const person = await visit(options);
      await person.login(uniqueName(name));
      return person;
    });
  },
});
