import path from 'node:path';
import type { Suite, Run } from '../suite.ts';
import { metric, type Metric } from '../metric.ts';
import { sizesOfImages } from '../start/images.ts';
import { npmStart } from '../../testkit/npm-start.ts';
import { timeToInteractive, weightOfPage } from '../start/page.ts';
import { startOfServices } from '../start/services.ts';

async function measure(run: Run): Promise<Metric[]> {
  const services = await startOfServices(run);
  run.say('npm start: the first time, and again');
  const dataDir = path.join(run.folder, 'data');
  const first = await npmStart(dataDir);
  await first.stop();
  const again = await npmStart(dataDir);
  run.cleanup.add(() => again.stop());
  run.say('first visit on a slow phone');
  const visit = await timeToInteractive(run, again.url);
  const untilAddress = (when: string, value: number) =>
    metric({ metric: `npm start, ${when}, without the build: until the address is printed`, value, unit: 'ms' });
  return [
    ...services,
    untilAddress('the first time', first.milliseconds),
    untilAddress('with its data', again.milliseconds),
    await weightOfPage(),
    ...visit,
    ...(await sizesOfImages(run)),
  ];
}

export const start: Suite = { name: 'start', measure };
