import { chromium } from 'playwright';
import { browser as requirement } from '../../scripts/requirements.ts';
import { chromiumOptions } from '../../testkit/browser/chromium.ts';
import { metric, type Metric } from '../metric.ts';
import { fillChat, startChat } from '../page/rooms.ts';
import { CPU_SLOWDOWN, Visitor } from '../page/visitor.ts';
import { median } from '../percentile.ts';
import type { Run, Suite } from '../suite.ts';

/*
 * What the page costs a person in many rooms, beside a person in few, on a machine that is emulated to be slower: the CPU
 * time of the page's main thread.
 */
const FEW = 5;
const MANY = 200;
/** The rooms between which both switch: the first ones. */
const SWITCHED = 4;

async function measure(run: Run): Promise<Metric[]> {
  const product = await startChat(run);
  const browser = await chromium.launch(chromiumOptions());
  run.cleanup.add(() => browser.close());
  const few = await Visitor.logIn(browser, product.url, 'Ada');
  const many = await Visitor.logIn(browser, product.url, 'Ben');
  const rooms = await fillChat(
    product,
    new Map([
      [few.sub, FEW],
      [many.sub, MANY],
    ]),
  );
  const visits = run.quick ? 1 : 5;
  const ofFew = await visit(few, rooms.slice(0, FEW), visits);
  const ofMany = await visit(many, rooms, visits);
  const on = `CPU ${CPU_SLOWDOWN} times slower`;
  return [
    metric({
      metric: `page in ${MANY} rooms, ${on}: switch to a room seen before`,
      value: ofMany.switching,
      unit: 'ms',
      against: { name: `in ${FEW} rooms`, value: ofFew.switching },
      target: { of: 'value', is: '≤', bound: 100 },
    }),
    metric({
      metric: `page in ${MANY} rooms, ${on}: longest task while it loads`,
      value: ofMany.loading,
      unit: 'ms',
      against: { name: `in ${FEW} rooms`, value: ofFew.loading },
      target: { of: 'value', is: '≤', bound: 100 },
    }),
  ];
}

/** Medians, in milliseconds. */
interface Times {
  loading: number;
  switching: number;
}

async function visit(visitor: Visitor, rooms: readonly string[], visits: number): Promise<Times> {
  const [loading, switching]: [number[], number[]] = [[], []];
  await visitor.prepare();
  for (let count = 0; count < visits; count++) {
    loading.push(await visitor.load(rooms));
    const switched = rooms.slice(0, SWITCHED);
    // The first time each is loaded.
    for (const room of switched) await visitor.open(room);
    for (const room of switched) switching.push(await visitor.open(room));
  }
  await visitor.leave();
  return { loading: median(loading), switching: median(switching) };
}

export const page: Suite = { name: 'page', needs: requirement, measure };
