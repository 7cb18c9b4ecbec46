/**
 * `npm run check:breaking`: fails if a public contract breaks clients of the last release, or of main, unless
 * openapi/accepted-breaks.yaml says why it may. What it cannot compare it reports, which is a failure with CI=true.
 */
import { join } from 'node:path';
import { serviceNames } from '../../../services/services.ts';
import { oasdiff } from '../../requirements.ts';
import { root } from '../root.ts';
import { readSpecs, type Spec } from '../specs.ts';
import { readAccepted, sortOut } from './accepted.ts';
import { breakingChanges } from './breaking.ts';
import { fileAt, publishedCommit } from './published.ts';

const ACCEPTED = 'openapi/accepted-breaks.yaml';

async function breaksSince(commit: string): Promise<string[]> {
  const specs = await readSpecs(join(root, 'generated/openapi'), '.public');
  const lines: string[] = [];
  for (const service of serviceNames) {
    const published = await fileAt(root, commit, `generated/openapi/${service}.public.json`);
    if (!published) {
      console.log(`${service}: nothing is published yet that it could break.`);
      continue;
    }
    const found = await breakingChanges(JSON.parse(published) as Spec, specs[service]);
    lines.push(...found.map((line) => `${service}: ${line}`));
  }
  return lines;
}

async function check(commit: string): Promise<void> {
  const name = commit.slice(0, 12);
  const accepted = await readAccepted(join(root, ACCEPTED));
  const { used, stale, refused } = sortOut(await breaksSince(commit), accepted);
  for (const { break: line, matched, reason } of used) console.log(`Accepted (${matched}): ${line}\n  ${reason}`);
  for (const { break: line } of stale)
    console.log(`Stale in ${ACCEPTED}: ${line}\n  No break since ${name} matches it.`);
  if (refused.length === 0) {
    console.log(`No ${used.length > 0 ? 'other ' : ''}change breaks clients of ${name}.`);
    return;
  }
  console.error(`The contracts break clients of ${name}:\n  ${refused.join('\n  ')}`);
  console.error(`Change them compatibly, or accept the break with its reason in ${ACCEPTED}.`);
  process.exitCode = 1;
}

function notCompared(reason: string): void {
  console.error(`The contracts were NOT compared. ${reason}`);
  if (process.env['CI'] === 'true') process.exitCode = 1;
}

const commit = await publishedCommit(root);
if (!(await oasdiff.isPresent())) notCompared(`${oasdiff.name} is missing. ${oasdiff.howToInstall}`);
else if (!commit)
  notCompared('There is no release and no main here. Run git fetch --tags origin main:refs/remotes/origin/main.');
else await check(commit);
