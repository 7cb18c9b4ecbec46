/** `npm run check:breaking`: fails if a public contract breaks clients of the last release, or of main. */
import { join } from 'node:path';
import { serviceNames } from '../../../services/services.ts';
import { root } from '../root.ts';
import { readSpecs, type Spec } from '../specs.ts';
import { breakingChanges } from './compare.ts';
import { fileAt, publishedCommit } from './published.ts';

const commit = await publishedCommit();
const name = commit?.slice(0, 12);
const specs = await readSpecs(join(root, 'generated/openapi'), '.public');
let broken = false;

for (const service of serviceNames) {
  const published = commit && (await fileAt(commit, `generated/openapi/${service}.public.json`));
  if (!published) {
    console.log(`${service}: nothing is published yet that it could break.`);
    continue;
  }
  const lines = await breakingChanges(JSON.parse(published) as Spec, specs[service]);
  if (lines.length === 0) console.log(`${service}: breaks nothing since ${name}.`);
  else console.error(`${service}: breaks clients of ${name}:\n  ${lines.join('\n  ')}`);
  broken ||= lines.length > 0;
}

if (broken) process.exitCode = 1;
