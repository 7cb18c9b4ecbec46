import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { root } from '../root.ts';

const run = promisify(execFile);

/** git's output, or undefined if it fails: no tag, no such branch or file, no git at all. */
async function git(...args: string[]): Promise<string | undefined> {
  return run('git', args, { cwd: root, maxBuffer: 16 * 1024 * 1024 }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/** The commit whose contracts clients rely on: the last release, or else this branch's merge base with main. */
export async function publishedCommit(): Promise<string | undefined> {
  return (
    (await git('describe', '--tags', '--abbrev=0', '--match', 'v*')) ??
    (await git('merge-base', 'HEAD', 'origin/main')) ??
    (await git('merge-base', 'HEAD', 'main'))
  );
}

export async function fileAt(commit: string, path: string): Promise<string | undefined> {
  return await git('show', `${commit}:${path}`);
}
