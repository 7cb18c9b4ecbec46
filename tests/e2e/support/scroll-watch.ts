import type { Locator } from 'playwright/test';

/** How the messages moved on the screen since the watch began, in pixels. */
export interface Movement {
  /** All together, downwards. */
  total: number;
  /** The farthest upwards from one frame to the next. */
  back: number;
  /** Whether everything in view was replaced from one frame to the next. */
  torn: boolean;
}

/** Measures at every frame how far the messages in view have moved, whatever comes and goes above and below them. */
export async function watchScrolling(log: Locator): Promise<() => Promise<Movement>> {
  const watch = await log.evaluateHandle((scroller) => {
    const movement = { total: 0, back: 0, torn: false };
    let before = new Map<Element, number>();
    const measure = () => {
      const { top, bottom } = scroller.getBoundingClientRect();
      const after = new Map<Element, number>();
      for (const article of scroller.querySelectorAll('article')) {
        const box = article.getBoundingClientRect();
        after.set(article, box.top);
        if (box.bottom < top || box.top > bottom) after.delete(article);
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
      requestAnimationFrame(measure);
    };
    measure();
    return movement;
  });
  return () => watch.evaluate(({ total, back, torn }) => ({ total, back, torn }));
}
