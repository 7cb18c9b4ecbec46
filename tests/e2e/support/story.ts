/** What every story begins with: people, each with a browser of their own, watched for complaints. */
import { test as base, type BrowserContextOptions } from 'playwright/test';
import { uniqueName } from './names.ts';
import { Person } from './person.ts';
import { Watch } from './watch.ts';

export { expect } from 'playwright/test';

interface Stage {
  watch: Watch;
  /** A new browser in front of the chat. */
  visit: (options?: BrowserContextOptions) => Promise<Person>;
  /** Somebody new who has logged in with a name of their own, made of the given one. */
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
