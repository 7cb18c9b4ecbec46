import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { serviceNames } from '../services/services.ts';
import { readFiles } from './codegen/files.ts';
import { root } from './codegen/root.ts';
import { readJson, readSpecs } from './codegen/specs.ts';
import { filesOf, IMAGES, VERSION_LABEL } from './kubernetes/images.ts';
import { version } from './version.ts';

const text = (path: string) => readFile(join(root, path), 'utf8');

describe("package.json's version", () => {
  it('is the version of the lock file', async () => {
    const lock = await readJson<{ version: string; packages: Record<string, { version: string }> }>(
      join(root, 'package-lock.json'),
    );
    assert.deepEqual([lock.version, lock.packages['']?.version], [version, version]);
  });

  for (const kind of ['', '.public'] as const) {
    it(`is the version of the contracts NAME${kind}.json`, async () => {
      const specs = await readSpecs(join(root, 'generated/openapi'), kind);
      for (const service of serviceNames) assert.equal(specs[service].info.version, version, service);
    });
  }

  it('is written in no contract by hand', async () => {
    for (const service of serviceNames) {
      assert.match(await text(`openapi/${service}.yaml`), /^ {2}version: from package\.json\b/m);
    }
  });

  it('is the version of the Python SDK', async () => {
    assert.ok((await text('generated/sdk/python/pyproject.toml')).includes(`\nversion = "${version}"\n`));
    assert.ok((await text('generated/sdk/python/chat_sdk/__init__.py')).includes(`__version__ = "${version}"`));
  });

  it('is the version that the files of all SDKs name', async () => {
    const files = await readFiles(join(root, 'generated/sdk'));
    const named = [...files].flatMap(([path, content]) =>
      [...content.matchAll(/The version of the OpenAPI document: (\S+)/g)].map(([, found]) => [path, found] as const),
    );
    for (const sdk of ['python/', 'typescript/'])
      assert.ok(
        named.some(([path]) => path.startsWith(sdk)),
        sdk,
      );
    assert.deepEqual(
      named.filter(([, found]) => found !== version),
      [],
    );
  });

  it("is the images' label, and part of what their tags are hashes of", async () => {
    assert.equal(VERSION_LABEL, `org.opencontainers.image.version=${version}`);
    for (const image of IMAGES) assert.ok((await filesOf(image)).includes('package.json'), image.name);
  });
});
