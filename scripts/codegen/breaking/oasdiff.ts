import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { writeJson } from '../specs.ts';

const run = promisify(execFile);

/** oasdiff's levels: 3 is an error, 2 a warning, 1 a piece of information. */
const WARNING = 2;

/** One change of a contract, as oasdiff reports it. */
export interface Change {
  id: string;
  text: string;
  level: number;
  /** The method. Like the path, absent if the change belongs to the whole contract. */
  operation?: string;
  path?: string;
}

/** What oasdiff merely mentions although it breaks clients: they may rely on these as on what is required. */
const BREAKING_TOO = new Set([
  'api-operation-id-removed', // The SDKs' functions are named after it.
  'response-non-success-status-removed',
  'response-optional-property-removed',
]);

export const breaks = ({ id, level }: Change): boolean => level >= WARNING || BREAKING_TOO.has(id);

/** All changes from one document to another. */
export async function changesBetween(base: object, revision: object): Promise<Change[]> {
  // oasdiff reads settings from its working folder: there are none in a new one.
  const cwd = await mkdtemp(join(tmpdir(), 'chat-oasdiff-'));
  try {
    await writeJson(join(cwd, 'base.json'), base);
    await writeJson(join(cwd, 'revision.json'), revision);
    const options = ['--format=json', '--lang=en', '--flatten-params', '--allow-external-refs=false'];
    const { stdout } = await run('oasdiff', ['changelog', 'base.json', 'revision.json', ...options], {
      cwd,
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout) as Change[];
  } finally {
    await rm(cwd, { recursive: true });
  }
}
