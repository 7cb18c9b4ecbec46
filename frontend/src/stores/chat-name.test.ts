import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import { renameChat } from './chat-name.ts';

/** A server with one answer, and the names that the page was told. */
function setUp(answer: () => Response) {
  const shown: string[] = [];
  const asked: unknown[] = [];
  const api = createApi(async (request) => {
    asked.push([request.method, new URL(request.url).pathname, await request.json()]);
    return answer();
  }, 'http://chat.test');
  return { shown, asked, stores: { session: { api }, about: { take: (name: string) => void shown.push(name) } } };
}

describe('renaming the chat', () => {
  it('shows the name that the server has stored', async () => {
    const { shown, asked, stores } = setUp(() => Response.json({ name: 'Harbour Lab', guestLogin: true }));
    assert.equal((await renameChat(stores, 'Harbour Lab')).ok, true);
    assert.deepEqual(asked, [['PATCH', '/about', { name: 'Harbour Lab' }]]);
    assert.deepEqual(shown, ['Harbour Lab']);
  });

  it('keeps the name before if it is refused', async () => {
    const { shown, stores } = setUp(() => new Response('{}', { status: 403 }));
    assert.equal((await renameChat(stores, 'Harbour Lab')).ok, false);
    assert.deepEqual(shown, []);
  });
});
