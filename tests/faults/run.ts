/**
 * `npm run test:faults`: two replicas of each service behind the real gateway, and everything that may go wrong with
 * them. README.md beside this file explains how, and lists the options.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { hasCluster } from '../kubernetes/cluster/deploy.ts';
import { enterCluster, isInsideCluster } from '../kubernetes/cluster/enter.ts';
import { connectToCluster } from './kubernetes/deployment.ts';
import { buildNextImages } from './kubernetes/rolling-update.ts';
import { startProcesses } from './processes/deployment.ts';
import { SABOTAGES } from './processes/saboteur.ts';
import { seededRandom } from './random.ts';
import { logoutClosesStreams } from './stories/logout.ts';
import { membershipDecides } from './stories/membership.ts';
import { nothingIsLost } from './stories/nothing-lost.ts';
import { rollingRestartFailsNobody } from './stories/rolling-restart.ts';
import { runStories, supervise, timed } from './supervise.ts';

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

const log = (line: string) => console.log(`  ${line}`);
const whereToLook = values.cluster ? 'Look at the logs of the pods.' : `What the services said is in ${folder}.`;
console.log(`seed ${seed} (the same again: npm run test:faults -- --seed ${seed})`);
const passed = await supervise({ timeoutMs: TIMEOUT_MS, whereToLook }, async (cleanup) => {
  const starting = values.cluster ? connectToCluster() : startProcesses({ folder, sabotage });
  // An abort during the start waits for its end; a start that fails has undone everything itself.
  cleanup.add(async () => (await starting.catch(() => undefined))?.stop());
  const deployment = await timed('started', () => starting);
  return runStories([
    ['a rolling restart fails nobody', () => rollingRestartFailsNobody(deployment)],
    ['a logout closes streams', () => logoutClosesStreams(deployment)],
    ['nothing is lost', () => nothingIsLost(deployment, seededRandom(seed), log)],
    ['membership decides what a stream carries', () => membershipDecides(deployment, seededRandom(seed), log)],
  ]);
});
if (passed) await rm(folder, { recursive: true });
