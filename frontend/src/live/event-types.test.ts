import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import { messageFeed } from './feeds.ts';
import { testStores } from './testing/stores.ts';

const KINDS = 'created%2Cedited%2Cdeleted%2Ccleared';

/** A server whose replicas know the parameter `types`, or are of the release before it. */
function setUp() {
  const server = { old: false, asked: [] as string[] };
  const api = createApi(({ url, headers }) => {
    const { pathname, search } = new URL(url);
    if (pathname !== '/events') return Promise.resolve(Response.json({ messages: [], hasMore: false, cursor: 3 }));
    server.asked.push(search.replaceAll(',', '%2C'));
    if (server.old && search.includes('types=')) {
      const problem = { type: 'urn:problem-type:chat:validation', title: 'Invalid', status: 400 };
      return Promise.resolve(Response.json(problem, { status: 400 }));
    }
    const streaming = headers.get('accept') === 'text/event-stream';
    return Promise.resolve(
      streaming
        ? new Response(':\n\n', { headers: { 'content-type': 'text/event-stream' } })
        : Response.json({ events: [], hasMore: false, cursor: 3 }),
    );
  }, 'http://chat.test');
  return { server, api, ...testStores(api) };
}

describe('the kinds of events that the page requests', () => {
  it('are named when a stream opens and when missed events are requested', async () => {
    const { server, api, log } = setUp();
    await log.load();
    assert.equal((await messageFeed(api, log).open(new AbortController().signal)).ok, true);
    assert.equal((await log.catchUp()).ok, true);
    assert.deepEqual(server.asked, [`?after=3&types=${KINDS}`, `?after=3&limit=500&types=${KINDS}`]);
  });

  it('are left out for a replica that refuses the parameter, and named again at the next reconnection', async () => {
    const { server, api, log } = setUp();
    await log.load();
    const feed = messageFeed(api, log);
    server.old = true;
    assert.equal((await feed.open(new AbortController().signal)).ok, true);
    server.old = false;
    assert.equal((await feed.open(new AbortController().signal)).ok, true);
    assert.deepEqual(server.asked, [`?after=3&types=${KINDS}`, '?after=3', `?after=3&types=${KINDS}`]);
  });
});
