import { setTimeout } from 'node:timers/promises';
import type { Browser, BrowserContext } from 'playwright';
import { Person } from '../../testkit/browser/person.ts';
import { subOf } from '../support/members.ts';
import { trace } from './trace.ts';

export const CPU_SLOWDOWN = 4;
/** Within this time after the list of rooms has arrived, all is rendered. */
const SETTLING_MS = 2_000;

/** Marks a click, and the first task after the frame that shows its result. */
const MARK_SWITCHES = `addEventListener('click', () => {
  performance.mark('click');
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      performance.mark('shown');
      reportShown();
    };
    port2.postMessage(undefined);
  });
}, { capture: true })`;

/** Somebody who uses the page, on a slow machine. */
export class Visitor {
  readonly sub: string;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #person: Person;
  #onShown: () => void = () => undefined;

  private constructor(
    browser: Browser,
    { context, person, sub }: { context: BrowserContext; person: Person; sub: string },
  ) {
    this.#browser = browser;
    this.#context = context;
    this.#person = person;
    this.sub = sub;
  }

  static async logIn(browser: Browser, url: string, name: string): Promise<Visitor> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1360, height: 900 } });
    const person = new Person(await context.newPage());
    await person.page.goto(url);
    const answered = person.page.waitForResponse((response) => response.url().endsWith('/login'));
    await person.login(name);
    const { token } = (await (await answered).json()) as { token: string };
    return new Visitor(browser, { context, person, sub: subOf(token) });
  }

  /** Emulates a slow machine, and watches when rooms are shown. */
  async prepare(): Promise<void> {
    await this.#person.page.exposeFunction('reportShown', () => this.#onShown());
    const devTools = await this.#context.newCDPSession(this.#person.page);
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  }

  /**
   * Loads the page with all its rooms, and asks nothing of it meanwhile. Returns the CPU time of the longest task, in
   * milliseconds.
   */
  async load(rooms: readonly string[]): Promise<number> {
    const { page, rooms: list } = this.#person;
    const { longestTask } = await trace(this.#browser, page, async () => {
      const answered = page.waitForResponse((response) => response.url().endsWith('/api/rooms'));
      await page.reload();
      await answered;
      await setTimeout(SETTLING_MS);
    });
    const last = list.getByRole('link').nth(rooms.length - 1);
    await last.waitFor({ state: 'attached' });
    await page.evaluate(MARK_SWITCHES);
    return longestTask;
  }

  /**
   * Opens a room. Returns the CPU time from the click until it is shown, in milliseconds. Meanwhile nothing is asked of
   * the page, which would answer on the same thread.
   */
  async open(room: string): Promise<number> {
    const { page } = this.#person;
    // What the pointer changes on its way is no part of it.
    await this.#person.roomLink(room).hover();
    const { between } = await trace(this.#browser, page, async () => {
      const shown = new Promise<void>((resolve) => (this.#onShown = resolve));
      await page.mouse.down();
      await page.mouse.up();
      await shown;
    });
    await this.#person.roomHeading(room).waitFor();
    await this.#person.messages.last().waitFor();
    return between('click', 'shown');
  }

  leave(): Promise<void> {
    return this.#context.close();
  }
}
