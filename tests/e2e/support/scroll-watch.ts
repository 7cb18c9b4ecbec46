import type { Locator } from 'playwright/test';

/** The movement of the messages since the watch started, in pixels. */
export interface Movement {
  /** In total, downwards. */
  total: number;
  /** The maximum upwards from one frame to the next. */
  back: number;
  /** Whether everything in view was replaced from one frame to the next. */
  torn: boolean;
  /** The number of frames that showed the very top. */
  atTop: number;
}

/** Measures in every frame how far the visible messages have moved, while rows are added and removed around them. */
export async function watchScrolling(log: Locator): Promise<() => Promise<Movement>> {
  const watch = await log.evaluateHandle((scroller) => {
    const movement = { total: 0, back: 0, torn: false, atTop: 0 };
    let before = new Map<Element, number>();
    const measure = () => {
      const { top, bottom } = scroller.getBoundingClientRect();
      const after = new Map<Element, number>();
      for (const article of scroller.querySelectorAll('article')) {
        const box = article.getBoundingClientRect();
        // Content above the list that appears or disappears does not count as movement.
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
