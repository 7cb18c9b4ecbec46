import { Cleanup } from '../../local/cleanup.ts';
import { DeployError } from '../../scripts/kubernetes/command.ts';
import type { Outcome } from './stories/outcome.ts';

interface Options {
  timeoutMs: number;
  /** Printed if it fails. */
  whereToLook: string;
}

/** Runs the work, and cleans up at its end, on failure, on signals and when the time is up. Sets the exit code. */
export async function supervise(
  { timeoutMs, whereToLook }: Options,
  work: (cleanup: Cleanup) => Promise<boolean>,
): Promise<boolean> {
  const cleanup = new Cleanup();
  let gaveUp = false;
  /** Only the first reason counts: aborting ends what still runs, and npm sends the terminal's signals again. */
  const giveUp = async (why: unknown) => {
    if (gaveUp) return;
    gaveUp = true;
    if (why instanceof DeployError) {
      console.error(why.message);
    } else {
      console.error(why);
      console.error(whereToLook);
    }
    await cleanup.run().catch((error: unknown) => console.error(error));
    process.exit(1);
  };
  const timeout = setTimeout(() => void giveUp(`Not over within ${timeoutMs / 60_000} minutes.`), timeoutMs);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void giveUp(signal));
  process.on('uncaughtException', (error) => void giveUp(error));

  const passed = await work(cleanup);
  clearTimeout(timeout);
  await cleanup.run();
  if (!passed) console.log(whereToLook);
  process.exitCode = passed ? 0 : 1;
  return passed;
}

export type Story = [title: string, run: () => Promise<Outcome>];

/** Runs the stories one after the other, and prints what each found out. Returns whether nothing was wrong. */
export async function runStories(stories: Story[]): Promise<boolean> {
  let passed = true;
  for (const [title, story] of stories) {
    const { summary, violations } = await timed(title, story);
    console.log(`  ${summary}`);
    for (const violation of violations) console.log(`  ✘ ${violation}`);
    passed &&= violations.length === 0;
  }
  return passed;
}

export async function timed<T>(title: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  console.log(`▸ ${title} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  return result;
}
