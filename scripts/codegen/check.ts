/** `npm run codegen:check`: fails if generated/ is not what `npm run codegen` would write. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differences, readFiles } from './files.ts';
import { generate } from './generate.ts';
import { matchesFingerprint, recordFingerprint } from './sdk/fingerprint.ts';
import { generateClients, whyNoGenerator } from './sdk/generator.ts';
import { sdkSpec } from './sdk/spec.ts';
import { root } from './root.ts';
import { readSpecs } from './specs.ts';

const committed = join(root, 'generated');
const fresh = await mkdtemp(join(tmpdir(), 'chat-codegen-'));

/** The SDKs that are stale; without the generator, by the fingerprint recorded when they were generated. */
async function staleSdks(): Promise<string[]> {
  const spec = sdkSpec(await readSpecs(join(fresh, 'openapi'), '.public'));
  const reason = await whyNoGenerator();
  if (reason) {
    console.log(`The SDKs were compared by their recorded fingerprint only. ${reason}`);
    return (await matchesFingerprint(spec, join(committed, 'sdk'))) ? [] : ['sdk/'];
  }
  await generateClients(spec, join(fresh, 'sdk'));
  await recordFingerprint(spec, join(fresh, 'sdk'));
  return await staleFiles((path) => path.startsWith('sdk/'));
}

async function staleFiles(concerns: (path: string) => boolean): Promise<string[]> {
  return differences(await readFiles(committed), await readFiles(fresh)).filter(concerns);
}

try {
  await generate(fresh);
  const stale = [...(await staleFiles((path) => !path.startsWith('sdk/'))), ...(await staleSdks())];
  if (stale.length > 0) {
    console.error(`Stale in generated/:\n  ${stale.join('\n  ')}\nRun npm run codegen and commit what it writes.`);
    process.exitCode = 1;
  }
} finally {
  await rm(fresh, { recursive: true });
}
