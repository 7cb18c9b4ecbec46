import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import type { Preferences } from '../api/types.ts';
import { browserStorage } from '../state/storage.ts';
import { PreferenceStore } from './preferences.ts';

/** A server whose answers are given one by one. */
function setUp(storage = browserStorage(() => null)) {
  const asked: { body: Preferences; answer: (response: Response) => void }[] = [];
  const api = createApi(async (request) => {
    const body = (await request.json()) as Preferences;
    return new Promise<Response>((answer) => asked.push({ body, answer }));
  }, 'http://chat.test');
  return { asked, storage, preferences: new PreferenceStore('ada', api, storage) };
}

/** Waits until the server has received a number of requests. */
async function until(asked: readonly unknown[], count: number): Promise<void> {
  while (asked.length < count) await new Promise((resolve) => setImmediate(resolve));
}

const FAILED = Response.json({ type: 'urn:problem-type:chat:internal', title: 'x', status: 500 }, { status: 500 });

describe('preferences', () => {
  it('show a change at once, and keep it when it is stored', async () => {
    const { asked, preferences } = setUp();
    preferences.receive({ sound: true });
    const changed = preferences.change({ density: 'compact' });
    assert.deepEqual(preferences.value.value, { sound: true, density: 'compact' });
    await until(asked, 1);
    assert.deepEqual(asked[0]?.body, { density: 'compact' });
    asked[0].answer(Response.json({ sound: true, density: 'compact' }));
    assert.equal((await changed).ok, true);
    assert.deepEqual(preferences.value.value, { sound: true, density: 'compact' });
  });

  it('take back a change that cannot be stored, and only that one', async () => {
    const { asked, preferences } = setUp();
    const [first, second] = [preferences.change({ density: 'compact' }), preferences.change({ sound: false })];
    await until(asked, 1);
    asked[0]?.answer(FAILED);
    assert.equal((await first).ok, false);
    assert.deepEqual(preferences.value.value, { sound: false });
    await until(asked, 2);
    asked[1]?.answer(Response.json({ sound: false }));
    await second;
    assert.deepEqual(preferences.value.value, { sound: false });
  });

  it('are stored in the order of the changes, however slow the server is', async () => {
    const { asked, preferences } = setUp();
    void preferences.change({ favourites: ['a'] });
    const last = preferences.change({ favourites: ['b'] });
    await until(asked, 1);
    assert.equal(asked.length, 1);
    // What another device stored meanwhile does not replace what was just chosen here.
    preferences.receive({ favourites: ['c'] });
    assert.deepEqual(preferences.value.value, { favourites: ['b'] });
    asked[0]?.answer(Response.json({ favourites: ['a'] }));
    await until(asked, 2);
    asked[1]?.answer(Response.json({ favourites: ['b'] }));
    await last;
    assert.deepEqual(preferences.value.value, { favourites: ['b'] });
  });

  it('are remembered in the browser, so that nothing moves when the page opens', () => {
    const { storage, preferences } = setUp();
    preferences.receive({ favourites: ['a'] });
    assert.deepEqual(setUp(storage).preferences.value.value, { favourites: ['a'] });
    storage.set('chat:preferences:ada', '{');
    assert.deepEqual(setUp(storage).preferences.value.value, {});
  });
});
