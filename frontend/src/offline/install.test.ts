import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { cacheShell } from './install.ts';

const SHELL = ['/', '/assets/index-1.js'].map((url) => ({ url, integrity: '' }));

describe('installing the service worker', () => {
  /** The contents of each cache, in the order of their creation. */
  const caches = new Map<string, Map<string, Response>>();
  const storage = {
    delete: (name: string) => Promise.resolve(caches.delete(name)),
    open: (name: string) => {
      const files = caches.get(name) ?? new Map<string, Response>();
      caches.set(name, files);
      const put = (url: string, response: Response) => Promise.resolve(void files.set(url, response));
      return Promise.resolve({ put } as unknown as Cache);
    },
  };
  const kept = new Map([['/', new Response('kept')]]);

  beforeEach(() => {
    caches.clear();
    caches.set('own', kept);
    caches.set('other', new Map());
  });

  it('caches every file, as the newest cache', async () => {
    await cacheShell(storage, 'own', SHELL, ({ url }) => Promise.resolve(new Response(url)));
    assert.deepEqual([...caches.keys()], ['other', 'own']);
    assert.equal(await caches.get('own')?.get('/')?.text(), '/');
    assert.deepEqual([...(caches.get('own')?.keys() ?? [])], ['/', '/assets/index-1.js']);
  });

  it('changes nothing if a file is missing or cannot be fetched', async () => {
    const missing = ({ url }: { url: string }) =>
      Promise.resolve(new Response('', { status: url === '/' ? 200 : 404 }));
    await assert.rejects(cacheShell(storage, 'own', SHELL, missing), /index-1\.js/);
    const offline = () => Promise.reject(new TypeError('Failed to fetch'));
    await assert.rejects(cacheShell(storage, 'own', SHELL, offline), TypeError);
    assert.equal(caches.get('own'), kept);
  });
});
