import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { readFiles } from '../files.ts';
import { readJson, writeJson, type Spec } from '../specs.ts';
import { clients } from './clients.ts';
import { generatorVersion } from './generator.ts';

/** Hashes of the clients' inputs and outputs: without Java, they show whether the clients are stale. */
interface Fingerprint {
  generator: string;
  input: string;
  output: string;
}

const FILE = 'fingerprint.json';
const sha256 = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex');

async function fingerprint(spec: Spec, folder: string): Promise<Fingerprint> {
  const files = existsSync(folder) ? await readFiles(folder) : new Map<string, string>();
  files.delete(FILE);
  return { generator: generatorVersion, input: sha256({ spec, clients }), output: sha256([...files]) };
}

export async function recordFingerprint(spec: Spec, folder: string): Promise<void> {
  await writeJson(join(folder, FILE), await fingerprint(spec, folder));
}

/** Whether the clients in `folder` were generated from the same contract with the same settings. */
export async function matchesFingerprint(spec: Spec, folder: string): Promise<boolean> {
  const path = join(folder, FILE);
  return existsSync(path) && isDeepStrictEqual(await readJson(path), await fingerprint(spec, folder));
}
