import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cacheName, outdatedCaches, strategyFor, type PageRequest } from './shell.ts';

const ORIGIN = 'https://chat.example';
const SHELL = ['/', '/assets/index-1.js', '/favicon.svg', '/theme.js?v1'].map((url) => ({ url, integrity: '' }));

describe('the service worker', () => {
  const strategy = (url: string, { method = 'GET', mode = 'cors' }: Partial<PageRequest> = {}) =>
    strategyFor({ method, mode, url: new URL(url, ORIGIN).href }, ORIGIN, SHELL);

  it('asks the network for the page and its icons first', () => {
    assert.equal(strategy('/favicon.svg'), 'network-first');
    assert.equal(strategy('/', { mode: 'navigate' }), 'network-first');
    for (const url of ['/?from=mail', '/r/general', '/r/general/m/17', '/inbox']) {
      assert.equal(strategy(url, { mode: 'navigate' }), 'network-first', url);
    }
  });

  it('answers from the cache what never changes under its address, also for earlier builds', () => {
    for (const url of ['/assets/index-1.js', '/assets/fr-0.js', '/theme.js?v1']) {
      assert.equal(strategy(url), 'cache-first', url);
    }
  });

  it("does not answer another build's unhashed file from the cache", () => {
    assert.equal(strategy('/theme.js?v2'), 'network');
  });

  it('leaves the API, its documentation, other origins and everything but GET alone', () => {
    for (const url of [
      '/api/messages',
      '/api/events?after=1',
      '/docs/auth/',
      'https://elsewhere.example/assets/a.js',
    ]) {
      assert.equal(strategy(url), 'network', url);
    }
    for (const url of ['/docs/auth/', '/r/', '/elsewhere']) {
      assert.equal(strategy(url, { mode: 'navigate' }), 'network', url);
    }
    assert.equal(strategy('/', { mode: 'navigate', method: 'POST' }), 'network');
    assert.equal(strategy('/'), 'network');
  });

  it('keeps the caches of the last three builds and those of others', () => {
    const names = ['1', '2', '3', '4'].map(cacheName);
    assert.deepEqual(outdatedCaches(['other', ...names], cacheName('4')), [cacheName('1')]);
    assert.deepEqual(outdatedCaches(names.slice(0, 3), cacheName('3')), []);
    assert.deepEqual(outdatedCaches([cacheName('4')], cacheName('4')), []);
  });
});
