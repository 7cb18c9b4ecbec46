import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import dockerignore from '@balena/dockerignore';
import { contentTags, filesOf, IMAGES, type Image } from './images.ts';

/** All that docker is given, found the long way. */
async function buildContext(): Promise<string[]> {
  const ignored = dockerignore.default().add(await readFile('.dockerignore', 'utf8'));
  const never = ['.git', 'node_modules'];
  const roots = (await readdir('.', { withFileTypes: true })).filter(({ name }) => !never.includes(name));
  const below = async (root: string) => {
    const entries = await readdir(root, { withFileTypes: true, recursive: true });
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name).replaceAll('\\', '/'));
  };
  const found = await Promise.all(roots.map(async (root) => (root.isDirectory() ? below(root.name) : [root.name])));
  return found.flat().filter((file) => !ignored.ignores(file));
}

const [service, frontend] = [IMAGES[0], IMAGES.at(-1)] as [Image, Image];

describe("an image's tag", () => {
  it('counts every file that docker is given, and no other', async () => {
    const counted = new Set((await Promise.all(IMAGES.map(filesOf))).flat());
    assert.deepEqual([...counted].sort(), (await buildContext()).sort());
  });

  it('knows whether the page or the services changed', async () => {
    const [ofService, ofFrontend] = await Promise.all([filesOf(service), filesOf(frontend)]);
    assert.ok(ofService.includes('services/auth/server.ts') && !ofService.some((file) => file.endsWith('.test.ts')));
    assert.ok(!ofService.includes('frontend/index.html') && !ofService.includes('scripts/test.ts'));
    assert.ok(ofFrontend.includes('frontend/index.html') && ofFrontend.includes('generated/gateway/routes.conf'));
    assert.ok(!ofFrontend.some((file) => file.startsWith('services/')));
  });

  it('stays when an SDK alone changes', async () => {
    const counted = (await Promise.all(IMAGES.map(filesOf))).flat();
    assert.ok(counted.includes('generated/types/auth.ts'));
    assert.ok(!counted.some((file) => file.startsWith('generated/sdk/')));
  });

  it('is one that a registry takes', async () => {
    for (const { name } of IMAGES) assert.match((await contentTags())[name] ?? '', /^[0-9a-f]{12}$/);
  });
});
