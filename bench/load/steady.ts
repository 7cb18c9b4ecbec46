import { until } from '../readers/clock.ts';

/**
 * Does something at a constant rate, without waiting for the result (an open loop).
 * @param act receives the time at which it was due
 */
export async function steadily(
  { perSecond, times, from }: { perSecond: number; times: number; from: number },
  act: (due: number) => Promise<void>,
): Promise<void> {
  const underWay: Promise<void>[] = [];
  const failures: unknown[] = [];
  for (let time = 0; time < times; time++) {
    const due = from + Math.round((time * 1e6) / perSecond);
    await until(due);
    underWay.push(act(due).catch((error: unknown) => void failures.push(error)));
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw new Error(`${failures.length} of ${times} failed.`, { cause: failures[0] });
}
