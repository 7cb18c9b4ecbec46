import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { java } from '../../requirements.ts';
import { root } from '../root.ts';
import { readJson, writeJson, type Spec } from '../specs.ts';
import { clients, type Client } from './clients.ts';

const run = promisify(execFile);
const IGNORE_FILE = '.openapi-generator-ignore';
const cli = fileURLToPath(import.meta.resolve('@openapitools/openapi-generator-cli/main.js'));

interface Settings {
  'generator-cli': { version: string; storageDir: string };
}

const settings = (await readJson<Settings>(join(root, 'openapitools.json')))['generator-cli'];
export const generatorVersion = settings.version;

async function openapiGenerator(...args: string[]): Promise<void> {
  try {
    await run(process.execPath, [cli, ...args], { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`openapi-generator-cli ${args.join(' ')} failed:\n${stdout ?? ''}${stderr ?? ''}`, {
      cause: error,
    });
  }
}

/** Why the generator cannot run here and what to do, or undefined if it can. The first use downloads it. */
export async function whyNoGenerator(): Promise<string | undefined> {
  if (!(await java.isPresent())) return `${java.name} is missing. ${java.howToInstall}`;
  const jar = join(root, settings.storageDir, `${generatorVersion}.jar`);
  if (!existsSync(jar)) await openapiGenerator('version').catch(() => undefined);
  return existsSync(jar)
    ? undefined
    : 'openapi-generator could not be downloaded. Check the connection to Maven Central.';
}

/** Prepares an empty folder for a client, with the generator's settings. */
async function prepare(work: string, name: string, { leftOut, ...client }: Client, output: string): Promise<string> {
  await mkdir(output, { recursive: true });
  await writeFile(join(output, IGNORE_FILE), leftOut.join('\n'));
  const config = join(work, `${name}.json`);
  await writeJson(config, { ...client, inputSpec: join(work, 'spec.json'), outputDir: output });
  return config;
}

/** Writes a client for each language to `folder`, replacing what is there. */
export async function generateClients(spec: Spec, folder: string): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), 'chat-sdk-'));
  try {
    await writeJson(join(work, 'spec.json'), spec);
    const output = join(work, 'output');
    const configs: string[] = [];
    for (const [name, client] of Object.entries(clients)) {
      configs.push(await prepare(work, name, client, join(output, name)));
    }
    // One process for all: starting Java takes longer than generating.
    await openapiGenerator('batch', '--fail-fast', ...configs);
    for (const name of Object.keys(clients)) {
      for (const ownFile of ['.openapi-generator', IGNORE_FILE]) {
        await rm(join(output, name, ownFile), { recursive: true, force: true });
      }
    }
    await rm(folder, { recursive: true, force: true });
    await cp(output, folder, { recursive: true });
  } finally {
    await rm(work, { recursive: true });
  }
}
