import { join } from 'node:path';
import { writeAnswers } from './answers.ts';
import { writeBundles } from './bundles.ts';
import { writeGateway } from './gateway/gateway.ts';
import { writePagePaths } from './gateway/page-paths.ts';
import { writePublicBundles } from './public.ts';
import { writeTypes } from './types.ts';

/** Writes to `folder` everything that follows from the contracts. */
export async function generate(folder: string): Promise<void> {
  const bundles = join(folder, 'openapi');
  await writeBundles(bundles);
  await writePublicBundles(bundles);
  await writeTypes(bundles, join(folder, 'types'));
  await writeAnswers(bundles, join(folder, 'types', 'answers.ts'));
  await writePagePaths(join(folder, 'types', 'page-paths.ts'));
  await writeGateway(bundles, join(folder, 'gateway'));
}
