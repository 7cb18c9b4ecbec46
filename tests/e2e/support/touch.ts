import { expect, type Locator } from 'playwright/test';

/** Holds a finger on an element until something has appeared, and lifts it. */
export async function longPress(element: Locator, appears: Locator): Promise<void> {
  await element.scrollIntoViewIfNeeded();
  const box = await element.boundingBox();
  if (!box) throw new Error('The element has no box.');
  const at = { x: box.x + Math.min(20, box.width / 2), y: box.y + Math.min(10, box.height / 2) };
  const devtools = await element.page().context().newCDPSession(element.page());
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [at] });
  await expect(appears).toBeVisible();
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await devtools.detach();
  await expect(appears).toBeVisible();
}
