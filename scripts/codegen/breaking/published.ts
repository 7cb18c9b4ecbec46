import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** git's output, or undefined if it fails: no tag, no such branch or file, no git at all. */
async function git(checkout: string, ...args: string[]): Promise<string | undefined> {
  return run('git', args, { cwd: checkout, maxBuffer: 16 * 1024 * 1024 }).then(
    ({ stdout }) => stdout.trim(),
    () => undefined,
  );
}

/**
 * The commit whose contracts clients rely on: the last release, or else this branch's merge base with main. A shallow
 * clone may lack the merge base: then it is main's last commit.
 */
export async function publishedCommit(checkout: string): Promise<string | undefined> {
  const tag = await git(checkout, 'describe', '--tags', '--abbrev=0', '--match', 'v*');
  return (
    (tag && (await git(checkout, 'rev-parse', `${tag}^{commit}`))) ??
    (await git(checkout, 'merge-base', 'HEAD', 'origin/main')) ??
    (await git(checkout, 'merge-base', 'HEAD', 'main')) ??
    (await git(checkout, 'rev-parse', '--verify', 'origin/main')) ??
    (await git(checkout, 'rev-parse', '--verify', 'main'))
  );
}

export async function fileAt(checkout: string, commit: string, path: string): Promise<string | undefined> {
  return await git(checkout, 'show', `${commit}:${path}`);
}
