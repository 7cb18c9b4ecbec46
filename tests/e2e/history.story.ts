import { seedHistory } from './support/history.ts';
import { NOTHING_UNREAD, uniqueText } from './support/names.ts';
import type { Person } from '../../testkit/browser/person.ts';
import { watchScrolling, type Movement } from './support/scroll-watch.ts';
import { expect, test } from './support/story.ts';

/** The distance of one wheel event, in pixels. */
const STEP = 400;
/** The tolerance for rounding, in pixels. */
const ROUNDING = 2;

test('a history of 500 messages scrolls without jumps and without loss', async ({ join }) => {
  test.slow();
  const unseen = new Set(await seedHistory(500));
  const ada = await join('Ada');
  await expect(ada.messages.last()).toBeInViewport();
  const movement = await watchScrolling(ada.log);
  await ada.log.hover();

  let scrolled = 0;
  for (;;) {
    const shown = (await ada.messages.allInnerTexts()).join('\n');
    for (const text of unseen) if (shown.includes(text)) unseen.delete(text);
    if (unseen.size === 0) break;
    scrolled += await wheelUp(ada, movement);
    const { total, back, torn } = await movement();
    expect(torn, 'what was in view was gone at once').toBe(false);
    expect(back, 'moved against the wheel').toBeLessThanOrEqual(ROUNDING);
    expect(total, 'moved farther than the wheel').toBeLessThanOrEqual(scrolled + ROUNDING);
  }
});

/** Scrolls once with the wheel and waits until the messages have moved as far or the oldest one is reached. */
async function wheelUp(person: Person, movement: () => Promise<Movement>): Promise<number> {
  const before = await movement();
  await person.page.mouse.wheel(0, -STEP);
  const isDone = ({ total, atTop }: Movement) => total - before.total >= STEP - ROUNDING || atTop > before.atTop;
  await expect.poll(async () => isDone(await movement())).toBe(true);
  return STEP;
}

test('new messages do not move a reader who has scrolled up, and a pill counts them', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  // Enough to scroll, whatever the room held before.
  const texts = Array.from({ length: 12 }, (_, index) => uniqueText(`Line ${index}\nof a\nlong talk`));
  for (const text of texts) await ben.say(text);
  await expect(ada.message(texts.at(-1) ?? '')).toBeInViewport();

  await ada.log.hover();
  const movement = await watchScrolling(ada.log);
  await wheelUp(ada, movement);
  await expect(ada.pill).toBeVisible();
  // Does not check how long the top was in view: this room may be short.
  const moved = async () => ({ ...(await movement()), atTop: undefined });
  const before = await moved();

  for (const count of [1, 2, 3]) {
    await ben.say(uniqueText(`News ${count}`));
    await expect(ada.pill).toHaveText(count === 1 ? '1 new message' : `${count} new messages`);
    await expect(ada.page).toHaveTitle(new RegExp(`^\\(${count}\\) `));
  }
  expect(await moved()).toEqual(before);

  await ada.pill.click();
  await expect(ada.message('News 3').last()).toBeInViewport();
  await expect(ada.newsLine).toBeVisible();
  await expect(ada.pill).toBeHidden();
  await expect(ada.page).toHaveTitle(NOTHING_UNREAD);
});

test('an update in the moment of scrolling up does not return the reader to the end', async ({ join }) => {
  await seedHistory(40);
  const ada = await join('Ada');
  await expect(ada.messages.last()).toBeInViewport();
  await expect(ada.online(ada.name)).toBeVisible();
  await ada.log.evaluate(async (log) => {
    log.scrollBy(0, -800);
    // The browser dispatches the scroll event with the next frame.
    const list = (log.getRootNode() as ShadowRoot).host as HTMLElement & { requestUpdate: () => void };
    list.requestUpdate();
    await Promise.resolve();
  });
  await expect(ada.pill).toBeVisible();
  await expect(ada.messages.last()).not.toBeInViewport();
});

test('a reader at the end sees every new message', async ({ join }) => {
  const [ada, ben] = await Promise.all([join('Ada'), join('Ben')]);
  for (let index = 0; index < 5; index += 1) {
    const text = uniqueText('Coming in');
    await ben.say(text);
    await expect(ada.message(text)).toBeInViewport();
  }
  await expect(ada.pill).toBeHidden();
  await expect(ada.newsLine).toBeHidden();
});
