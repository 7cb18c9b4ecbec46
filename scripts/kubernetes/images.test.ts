import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import dockerignore from '@balena/dockerignore';
import { serviceNames, SERVICES } from '../../services/services.ts';
import { contentTags, filesOf, IMAGES, type Image } from './images.ts';

/** All files that docker receives, found by brute force. */
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

const image = (name: string) => IMAGES.find((each) => each.name === `chat/${name}`) as Image;
const [service, frontend] = [image('auth-service'), image('frontend')];

/** Entry points of the images, including commands run by hand. */
const ENTRIES: [string, string[]][] = [
  ...serviceNames.map((name): [string, string[]] => [
    SERVICES[name].process,
    [`services/${name}/server.ts`, ...(name === 'auth' ? ['services/auth/account.ts'] : [])],
  ]),
  ['bootstrap', ['services/bootstrap/main.ts', 'services/bootstrap/indexes.ts']],
];

/** A file and all project files that it imports, directly or indirectly. */
async function closure(file: string, found = new Set<string>()): Promise<Set<string>> {
  if (found.has(file)) return found;
  found.add(file);
  const text = await readFile(file, 'utf8');
  for (const [, relative = ''] of text.matchAll(/(?:from|import|import\() ?'(\.[^']+)'/g)) {
    await closure(path.posix.join(path.posix.dirname(file), relative), found);
  }
  return found;
}

describe("an image's tag", () => {
  it('covers exactly the files that docker receives', async () => {
    const counted = new Set((await Promise.all(IMAGES.map(filesOf))).flat());
    assert.deepEqual([...counted].sort(), (await buildContext()).sort());
  });

  it('distinguishes changes of the page and of the services', async () => {
    const [ofService, ofFrontend] = await Promise.all([filesOf(service), filesOf(frontend)]);
    assert.ok(ofService.includes('services/auth/server.ts') && !ofService.some((file) => file.endsWith('.test.ts')));
    assert.ok(!ofService.includes('frontend/index.html') && !ofService.includes('scripts/test.ts'));
    assert.ok(ofFrontend.includes('frontend/index.html') && ofFrontend.includes('generated/gateway/routes.conf'));
    assert.ok(!ofFrontend.includes('services/auth/server.ts'));
  });

  it("changes only with the image's contents", async () => {
    const containing = async (file: string) => {
      const all = await Promise.all(IMAGES.map(async (each) => [each.name, await filesOf(each)] as const));
      return all.filter(([, files]) => files.includes(file)).map(([name]) => name.replace('chat/', ''));
    };
    assert.deepEqual(await containing('services/users/presence/store.ts'), ['user-service']);
    assert.deepEqual(await containing('services/messages/migrations/0001_log.sql'), ['message-service', 'bootstrap']);
    assert.deepEqual(await containing('generated/openapi/auth.json'), ['auth-service']);
    assert.deepEqual(
      await containing('services/shared/logging/logger.ts'),
      ENTRIES.map(([name]) => name),
    );
  });

  for (const [name, entries] of ENTRIES) {
    it(`covers all sources of ${name}`, async () => {
      const files = new Set(await filesOf(image(name)));
      const imported = (await Promise.all(entries.map((entry) => closure(entry)))).flatMap((each) => [...each]);
      assert.ok(imported.length > 5);
      assert.deepEqual(
        imported.filter((file) => !files.has(file)),
        [],
      );
    });
  }

  it('does not change if only an SDK changes', async () => {
    const counted = (await Promise.all(IMAGES.map(filesOf))).flat();
    assert.ok(counted.includes('generated/types/auth.ts'));
    assert.ok(!counted.some((file) => file.startsWith('generated/sdk/')));
  });

  it('is valid for registries', async () => {
    for (const { name } of IMAGES) assert.match((await contentTags())[name] ?? '', /^[0-9a-f]{12}$/);
  });
});
