import type { Page } from 'playwright/test';
import { uniqueText } from './support/names.ts';
import { expect, test } from './support/story.ts';

/** The maximum length of a draft. */
const ROOM = 20_000;

test('a very long paste is cut, and the page says so', async ({ join }) => {
  const ada = await join('Ada');
  await copy(ada.page, 'A whole book. '.repeat(25_000));
  await ada.composer.focus();
  await ada.page.keyboard.type('Before: ');
  await ada.page.keyboard.press('ControlOrMeta+v');
  const note = ada.page.getByRole('status').filter({ hasText: 'limited to 20,000 characters' });
  await expect(note).toBeVisible();
  const value = await ada.composer.inputValue();
  expect(value.length).toBe(ROOM);
  expect(value).toMatch(/^Before: A whole book\./);
  await expect(ada.page.getByText(/characters over the limit$/)).toBeVisible();
  // With "auto", the browser reads the whole text at every change.
  await expect(ada.composer).toHaveAttribute('dir', 'ltr');

  await ada.page.reload();
  await expect(ada.composer).toHaveValue(value);
  await ada.composer.press('Backspace');
  await expect(note).toBeHidden();
});

test('files cannot be sent yet, and the page says so', async ({ join }) => {
  const ada = await join('Ada');
  const note = ada.page.getByText('Sending files and images is not supported yet.');
  await ada.composer.evaluate((field) => {
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File(['x'], 'photo.png', { type: 'image/png' }));
    field.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, composed: true, cancelable: true }),
    );
  });
  await expect(note).toBeVisible();
  await ada.composer.focus();
  await ada.page.keyboard.type('x');
  await expect(note).toBeHidden();

  const prevented = await ada.log.evaluate((log) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.items.add(new File(['x'], 'photo.png', { type: 'image/png' }));
    const options = { dataTransfer, bubbles: true, composed: true, cancelable: true };
    return [new DragEvent('dragover', options), new DragEvent('drop', options)].map(
      (event) => !log.dispatchEvent(event),
    );
  });
  // Otherwise the browser would open the file instead of the chat.
  expect(prevented).toEqual([true, true]);
  await expect(note).toBeVisible();
});

test('the tabs of a browser share one draft', async ({ join }) => {
  const ada = await join('Ada');
  const tab = await ada.openTab();
  const draft = uniqueText('Begun in one tab');
  await ada.composer.fill(draft);
  await expect(tab.composer).toHaveValue(draft);
  await tab.composer.fill(`${draft}, ended in another`);
  await expect(ada.composer).toHaveValue(`${draft}, ended in another`);
  await tab.page.keyboard.press('Enter');
  await expect(tab.sent(draft)).toBeVisible();
  await expect(ada.composer).toHaveValue('');
});

/** Copies a text as a user does: an insecure page has no Clipboard API. */
async function copy(page: Page, text: string): Promise<void> {
  await page.evaluate((value) => {
    const field = document.createElement('textarea');
    field.id = 'source';
    field.value = value;
    document.body.append(field);
    field.select();
  }, text);
  await page.keyboard.press('ControlOrMeta+c');
  await page.locator('#source').evaluate((field) => field.remove());
}
