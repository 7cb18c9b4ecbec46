/**
 * `npm run test:faults`: two replicas of each service behind the real gateway, and everything that may go wrong with
 * them. README.md beside this file explains how, and lists the options.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Cleanup } from '../../local/cleanup.ts';
import { DeployError } from '../../scripts/kubernetes/command.ts';
import type { Deployment } from './deployment.ts';
import { hasCluster } from '../kubernetes/cluster/deploy.ts';
import { enterCluster, isInsideCluster } from '../kubernetes/cluster/enter.ts';
import { connectToCluster } from './kubernetes/deployment.ts';
import { buildNextImages } from './kubernetes/rolling-update.ts';
import { startProcesses } from './processes/deployment.ts';
import { SABOTAGES } from './processes/saboteur.ts';
import { seededRandom } from './random.ts';
import { logoutClosesStreams } from './stories/logout.ts';
import { nothingIsLost } from './stories/nothing-lost.ts';
import type { Outcome } from './stories/outcome.ts';
import { rollingRestartFailsNobody } from './stories/rolling-restart.ts';

const TIMEOUT_MS = 15 * 60_000;

const { values } = parseArgs({
  options: { seed: { type: 'string' }, sabotage: { type: 'string' }, cluster: { type: 'boolean', default: false } },
});
if (values.cluster && !isInsideCluster()) {
  if (!(await hasCluster())) {
    console.error('The program "cluster" is not on the PATH: see README.md beside this file.');
    process.exit(1);
  }
  await buildNextImages();
  process.exit(await enterCluster());
}

const sabotage = SABOTAGES.find((known) => known === values.sabotage);
if (values.sabotage !== undefined && (sabotage === undefined || values.cluster)) {
  console.error(`--sabotage is one of ${SABOTAGES.join(', ')}, and not for a cluster.`);
  process.exit(1);
}
const seed = values.seed === undefined ? randomInt(2 ** 32) : Number(values.seed);
const folder = await mkdtemp(join(tmpdir(), 'chat-faults-'));

const whereToLook = values.cluster ? 'Look at the logs of the pods.' : `What the services said is in ${folder}.`;
const cleanup = new Cleanup();
const timeout = setTimeout(() => void giveUp(`Not over within ${TIMEOUT_MS / 60_000} minutes.`), TIMEOUT_MS);
let gaveUp = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void giveUp(signal));
process.on('uncaughtException', (error) => void giveUp(error));

console.log(`seed ${seed} (the same again: npm run test:faults -- --seed ${seed})`);
const starting = values.cluster ? connectToCluster() : startProcesses({ folder, sabotage });
// An abort during the start waits for its end; a start that fails has undone everything itself.
cleanup.add(async () => (await starting.catch(() => undefined))?.stop());
const deployment = await timed('started', () => starting);
const passed = await runStories(deployment);
clearTimeout(timeout);
await cleanup.run();
if (passed) await rm(folder, { recursive: true });
else console.log(whereToLook);
process.exitCode = passed ? 0 : 1;

async function runStories(deployment: Deployment): Promise<boolean> {
  const stories: [string, () => Promise<Outcome>][] = [
    ['a rolling restart fails nobody', () => rollingRestartFailsNobody(deployment)],
    ['a logout closes streams', () => logoutClosesStreams(deployment)],
    ['nothing is lost', () => nothingIsLost(deployment, seededRandom(seed), (line) => console.log(`  ${line}`))],
  ];
  let passed = true;
  for (const [title, story] of stories) {
    const { summary, violations } = await timed(title, story);
    console.log(`  ${summary}`);
    for (const violation of violations) console.log(`  ✘ ${violation}`);
    passed &&= violations.length === 0;
  }
  return passed;
}

async function timed<T>(title: string, work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  console.log(`▸ ${title} (${((performance.now() - begun) / 1000).toFixed(1)} s)`);
  return result;
}

/** Only the first reason counts: aborting ends what still runs, and npm sends the terminal's signals again. */
async function giveUp(why: unknown): Promise<void> {
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
}
