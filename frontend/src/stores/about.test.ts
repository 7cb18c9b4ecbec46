import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import { browserStorage } from '../state/storage.ts';
import { AboutStore } from './about.ts';

function setUp(storage = browserStorage(() => null)) {
  const server: { answer: () => Response } = { answer: () => Response.json({ name: 'Harbour Lab', guestLogin: true }) };
  const api = createApi(() => Promise.resolve(server.answer()), 'http://chat.test');
  return { server, storage, about: new AboutStore(storage, api) };
}

describe('AboutStore', () => {
  it("loads the chat's name, and knows it at the next visit", async () => {
    const { about, storage } = setUp();
    assert.equal(about.name.value, undefined);
    await about.load();
    assert.equal(about.name.value, 'Harbour Lab');
    assert.equal(setUp(storage).about.name.value, 'Harbour Lab');
  });

  it('keeps the known name if the server does not answer, or is of the release before', async () => {
    const { about, server } = setUp();
    await about.load();
    server.answer = () => new Response('Not found', { status: 404 });
    await about.load();
    assert.equal(about.name.value, 'Harbour Lab');
  });

  it('has no name for a chat that nobody has named', async () => {
    const { about, server, storage } = setUp();
    await about.load();
    server.answer = () => Response.json({ name: 'Chat', guestLogin: true });
    await about.load();
    assert.equal(about.name.value, undefined);
    assert.equal(setUp(storage).about.name.value, undefined);
  });
});
