/**
 * `npm run test:upgrade`: updates the last release to this checkout. On one database replicas of both releases take
 * turns while they are killed; and `npm start` opens the old release's data folder.
 */
import { randomInt } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { historyAfter, logEnd } from '../faults/clients/history.ts';
import { Person } from '../faults/clients/person.ts';
import type { Deployment } from '../faults/deployment.ts';
import { startProcesses } from '../faults/processes/deployment.ts';
import { seededRandom } from '../faults/random.ts';
import { nothingIsLost } from '../faults/stories/nothing-lost.ts';
import type { Outcome } from '../faults/stories/outcome.ts';
import { rollingRestartFailsNobody } from '../faults/stories/rolling-restart.ts';
import { runStories, supervise, timed } from '../faults/supervise.ts';
import { bothClientsTalk } from './clients.ts';
import { dataFolderIsKept } from './data-folder.ts';
import { Mixture } from './mixture.ts';
import { bothPagesTalk } from './pages.ts';
import { buildRelease, findRelease } from '../../testkit/release.ts';

const TIMEOUT_MS = 20 * 60_000;
/** Fewer replicas of either release prove nothing; a run starts three of each at least to mix them. */
const LEAST_OF_EACH = 5;

const { values } = parseArgs({ options: { from: { type: 'string' }, seed: { type: 'string' } } });
const commit = await findRelease(values.from);
if (commit === undefined) {
  console.log('NOT RUN: this clone has no commit to update from. Fetch the history (git fetch --unshallow --tags).');
  // A commit that was asked for must be there.
  process.exit(values.from === undefined ? 0 : 1);
}
const seed = values.seed === undefined ? randomInt(2 ** 32) : Number(values.seed);
const folder = await mkdtemp(join(tmpdir(), 'chat-upgrade-'));
const say = (line: string) => console.log(`  ${line}`);

console.log(`from ${commit}, seed ${seed}`);
const whereToLook = `What the services said is in ${folder}.`;
const passed = await supervise({ timeoutMs: TIMEOUT_MS, whereToLook }, async (cleanup) => {
  const old = await timed('the old release is built', () => buildRelease(commit));
  const isKept = await runStories([['a data folder is kept', () => dataFolderIsKept(join(folder, 'laptop'), old)]]);
  const mixture = new Mixture(old);
  const starting = startProcesses({ folder, checkoutOf: (service) => mixture.checkoutOf(service) });
  cleanup.add(async () => (await starting.catch(() => undefined))?.stop());
  const deployment = await timed('the old release has started', () => starting);
  const observer = await Person.logIn(deployment.url);
  const start = await logEnd(observer);
  const isUpdated = await runStories([
    ['every second replica is replaced, which fails nobody', () => mixWhileVisited(deployment, mixture)],
    ['nothing is lost between the releases', () => loseNothing(deployment, mixture)],
    ['clients of both releases talk', () => bothClientsTalk(deployment.url, old)],
    ['pages of both releases talk', () => bothPagesTalk(deployment, old, seededRandom(seed))],
    ['the rest is replaced, which fails nobody', () => finishUpdate(deployment, mixture, observer, start)],
  ]);
  return isKept && isUpdated;
});
if (passed) await rm(folder, { recursive: true });

function mixWhileVisited(deployment: Deployment, mixture: Mixture): Promise<Outcome> {
  mixture.mix();
  return rollingRestartFailsNobody(deployment);
}

async function loseNothing(deployment: Deployment, mixture: Mixture): Promise<Outcome> {
  const { summary, violations } = await nothingIsLost(deployment, seededRandom(seed), say);
  const { started } = mixture;
  const few = Math.min(started.old, started.new) < LEAST_OF_EACH ? ['too few replicas of one release'] : [];
  return {
    summary: `${summary}; ${started.old} old and ${started.new} new replicas started`,
    violations: [...violations, ...few],
  };
}

/** Afterwards the new release has the history that both had. */
async function finishUpdate(
  deployment: Deployment,
  mixture: Mixture,
  observer: Person,
  start: number,
): Promise<Outcome> {
  const before = await historyAfter(observer, start);
  mixture.finish();
  const { summary, violations } = await rollingRestartFailsNobody(deployment);
  const after = (await historyAfter(observer, start)).slice(0, before.length);
  const isSame = isDeepStrictEqual(
    before.map(({ id, seq, sub, message }) => [id, seq, sub, message]),
    after.map(({ id, seq, sub, message }) => [id, seq, sub, message]),
  );
  return {
    summary: `${summary}; ${before.length} messages before it`,
    violations: [...violations, ...(isSame ? [] : ['the history differs after the update'])],
  };
}
