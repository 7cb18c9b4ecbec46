import { chromium, type Browser } from 'playwright';
import { weigh } from '../../frontend/build/weigh.ts';
import { browser as requirement } from '../../scripts/requirements.ts';
import { chromiumOptions } from '../../testkit/browser/chromium.ts';
import type { Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { median } from '../percentile.ts';

/** Lighthouse's "slow 4G" and its slow phone: 1.6 Mbit/s, 150 ms per round trip, a quarter of this machine's speed. */
const SLOW_NETWORK = {
  offline: false,
  latency: 150,
  downloadThroughput: 1_600_000 / 8,
  uploadThroughput: 750_000 / 8,
};
const CPU_SLOWDOWN = 4;

export async function weightOfPage(): Promise<Metric> {
  const bytes = (await weigh()).reduce((sum, file) => sum + file.bytes, 0);
  return metric({ metric: 'page weight: all script and style, gzip', value: bytes, unit: 'bytes' });
}

/** Undefined if there is no browser. */
export async function timeToInteractive(run: Run, url: string): Promise<Metric[]> {
  if (!(await requirement.isPresent())) {
    run.say(`Without ${requirement.name} there is no time to interactive. ${requirement.howToInstall}`);
    return [];
  }
  const browser = await chromium.launch(chromiumOptions());
  run.cleanup.add(() => browser.close());
  const times: number[] = [];
  for (let visit = 0; visit < (run.quick ? 1 : 3); visit++) times.push(await firstVisit(browser, url));
  const name = 'first visit on a slow phone (4G at 1.6 Mbit/s and 150 ms, CPU 4 times slower): until one can log in';
  return [metric({ metric: name, value: median(times), unit: 'ms' })];
}

/**
 * Milliseconds from the start of the navigation until the button of the login form can be pressed; nothing is cached.
 */
async function firstVisit(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 360, height: 640 } });
  try {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send('Network.enable');
    await devTools.send('Network.emulateNetworkConditions', SLOW_NETWORK);
    await devTools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
    await page.goto(url, { waitUntil: 'commit' });
    await page.getByRole('button', { name: 'Join the chat' }).click({ trial: true });
    return await page.evaluate('performance.now()');
  } finally {
    await context.close();
  }
}
