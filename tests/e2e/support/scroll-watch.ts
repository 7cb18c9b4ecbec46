import type { Locator } from 'playwright/test';

/** How the messages moved on the screen since the watch began, in pixels. */
export interface Movement {
  /** All together, downwards. */
  total: number;
  /** The farthest upwards from one frame to the next. */
  back: number;
  /** Whether everything in view was replaced from one frame to the next. */
  torn: boolean;
  /** How many frames showed the very top. */
  atTop: number;
}

/** Measures at every frame how far the messages in view have moved, whatever comes and goes above and below them. */
export async function watchScrolling(log: Locator): Promise<() => Promise<Movement>> {
  const watch = await log.evaluateHandle((scroller) => {
    const movement = { total: 0, back: 0, torn: false, atTop: 0 };
    let before = new Map<Element, number>();
    const measure = () => {
      const { top, bottom } = scroller.getBoundingClientRect();
      const after = new Map<Element, number>();
      for (const article of scroller.querySelectorAll('article')) {
        const box = article.getBoundingClientRect();
        // What comes and goes above the list does not move it.
        if (box.bottom >= top && box.top <= bottom) after.set(article, box.top - top);
      }
      const common = [...before].find(([article]) => after.has(article));
      if (common) {
        const moved = (after.get(common[0]) ?? 0) - common[1];
        movement.total += moved;
        movement.back = Math.max(movement.back, -moved);
      } else if (before.size > 0) {
        movement.torn = true;
      }
      before = after;
      if (scroller.scrollTop === 0) movement.atTop += 1;
      requestAnimationFrame(measure);
    };
    measure();
    return movement;
  });
  return () => watch.evaluate((movement) => ({ ...movement }));
}
