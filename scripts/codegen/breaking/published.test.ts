import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { after, before, describe, it } from 'node:test';
import { fileAt, publishedCommit } from './published.ts';

const AUTHOR = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];

/** Two commits on main, and one more on a branch. */
describe('the published contracts', () => {
  let folder = '';
  const git = (...args: string[]) => execFileSync('git', [...AUTHOR, ...args], { cwd: folder, stdio: 'pipe' });
  const commitOf = (name: string) => git('rev-parse', name).toString().trim();
  async function commit(text: string) {
    await writeFile(join(folder, 'contract.json'), text);
    git('add', '.');
    git('commit', '--quiet', '--message', text);
  }
  function clone(name: string, ...args: string[]): string {
    git('clone', '--quiet', ...args, pathToFileURL(folder).href, name);
    return join(folder, name);
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-published-'));
    git('init', '--quiet', '--initial-branch=main');
    await writeFile(join(folder, '.gitignore'), 'clone-*');
    await commit('one');
    git('switch', '--quiet', '--create', 'branch');
    await commit('changed on the branch');
    git('switch', '--quiet', 'main');
    await commit('two');
    git('switch', '--quiet', 'branch');
  });
  after(() => rm(folder, { recursive: true }));

  it("are those of a branch's merge base with main", async () => {
    assert.equal(await publishedCommit(folder), commitOf('main~1'));
    assert.equal(await publishedCommit(clone('clone-whole')), commitOf('main~1'));
    assert.equal(await fileAt(folder, commitOf('main~1'), 'contract.json'), 'one');
  });

  it("are main's in a shallow clone that has no merge base", async () => {
    const shallow = clone('clone-shallow', '--depth=1', '--no-single-branch');
    assert.equal(await publishedCommit(shallow), commitOf('main'));
  });

  it('are unknown in a clone of one branch only, and without git', async () => {
    const single = clone('clone-single', '--depth=1', '--single-branch', '--branch=branch');
    assert.equal(await publishedCommit(single), undefined);
    assert.equal(await publishedCommit(tmpdir()), undefined);
  });

  it('are those of the last release if there is one', async () => {
    git('tag', 'v1.0.0', 'branch');
    await commit('three');
    assert.equal(await publishedCommit(folder), commitOf('v1.0.0'));
    assert.equal(await publishedCommit(clone('clone-released')), commitOf('v1.0.0'));
  });
});
