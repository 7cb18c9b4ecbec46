import type { Page } from 'playwright/test';
import { uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

test("text changed by a browser's translation still updates", async ({ join, visit }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  const text = uniqueText('Good morning');
  await ben.say(text);
  await expect(ada.message(text)).toBeVisible();
  await translate(ada.page);
  await expect(ada.message(`[${text}]`)).toBeVisible();

  const better = text.replace('morning', 'evening');
  await ben.edit(text, better);
  await expect(ada.message(better)).toBeVisible();
  await expect(ada.message(text)).toHaveCount(0);

  const carl = await visit();
  await carl.login(uniqueText('Carl'));
  await expect(ada.online(carl.name)).toBeVisible();
  // People of other stories leave meanwhile: the count is that of the list, whatever it was before.
  const people = ada.page.getByRole('complementary');
  const heading = people.getByRole('heading', { name: /^\[?Online/ });
  const shown = async () => Number((await heading.innerText()).replace(/\D/g, ''));
  await expect.poll(async () => (await shown()) - (await people.getByRole('listitem').count())).toBe(0);
});

/** Emulates Chrome's translation: each text node is replaced by two nested `<font>`. */
async function translate(page: Page): Promise<void> {
  await page.evaluate(() => {
    const wrap = (node: Node): void => {
      if (node instanceof Text && node.data.trim() !== '') {
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- what a translator makes
        const [outer, inner] = [document.createElement('font'), document.createElement('font')];
        inner.textContent = `[${node.data}]`;
        outer.append(inner);
        node.replaceWith(outer);
      }
      for (const child of [...node.childNodes]) wrap(child);
      if (node instanceof Element && node.shadowRoot) wrap(node.shadowRoot);
    };
    wrap(document.body);
  });
}
