/**
 * `npm run codegen`: writes everything in generated/. The client SDKs need Java; without it they stay as they are,
 * which is an error if their recorded fingerprint says that they are stale.
 */
import { join } from 'node:path';
import { generate } from './generate.ts';
import { matchesFingerprint, recordFingerprint } from './sdk/fingerprint.ts';
import { generateClients, whyNoGenerator } from './sdk/generator.ts';
import { sdkSpec } from './sdk/spec.ts';
import { root } from './root.ts';
import { readSpecs } from './specs.ts';

const folder = join(root, 'generated');
await generate(folder);

const spec = sdkSpec(await readSpecs(join(folder, 'openapi'), '.public'));
const sdk = join(folder, 'sdk');
const reason = await whyNoGenerator();
if (!reason) {
  await generateClients(spec, sdk);
  await recordFingerprint(spec, sdk);
} else if (await matchesFingerprint(spec, sdk)) {
  console.log(`The client SDKs are up to date by their recorded fingerprint; they were not generated. ${reason}`);
} else {
  console.error(`The client SDKs are stale and were not generated. ${reason}`);
  process.exitCode = 1;
}
