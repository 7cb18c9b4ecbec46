import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { THIS_CHECKOUT } from '../../testkit/replica.ts';
import type { Outcome } from '../faults/stories/outcome.ts';

const VISITS = 4;

/** The bots of both releases, each with its SDK, log in, post and read, at replicas of both. */
export async function bothClientsTalk(url: string, old: string): Promise<Outcome> {
  const violations: string[] = [];
  for (let visit = 0; visit < VISITS; visit++) {
    for (const [release, checkout] of [
      ['old', old],
      ['new', THIS_CHECKOUT],
    ] as const) {
      const printed = await runBot(checkout, url).catch((error: unknown) => String(error));
      const own = /^\S+ (Bot-[0-9a-f]{6}): Hello from \1, in TypeScript$/;
      if (!own.test(printed.trimEnd().split(/\r?\n/).at(-1) ?? '')) {
        violations.push(`the bot of the ${release} release printed: ${printed}`);
      }
    }
  }
  return { summary: `${VISITS} visits of each release's bot`, violations };
}

async function runBot(checkout: string, url: string): Promise<string> {
  const args = ['--import', 'tsx', path.join('examples', 'typescript', 'bot.ts'), url];
  return (await promisify(execFile)(process.execPath, args, { cwd: checkout, timeout: 60_000 })).stdout;
}
