import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import { messageFeed } from './feeds.ts';
import { testStores } from './testing/stores.ts';

const KINDS =
  'created%2Cedited%2Cdeleted%2Ccleared%2Cmember-joined%2Cmember-left%2Cmember-changed%2Croom-changed%2Cread%2Cmembership%2Ctyping';
const ALL = `rooms=mine&types=${KINDS}`;
const nothing = () => undefined;

/** A server whose replicas know all parameters, or are of an earlier release and refuse some. */
function setUp() {
  const server = { refuses: [] as string[], asked: [] as string[] };
  const api = createApi(({ url, headers }) => {
    const { pathname, search } = new URL(url);
    if (pathname !== '/events') server.asked.push(pathname);
    if (pathname !== '/events') return Promise.resolve(Response.json({ messages: [], hasMore: false, cursor: 3 }));
    server.asked.push(search.replaceAll(',', '%2C'));
    if (server.refuses.some((name) => search.includes(`${name}=`))) {
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
    assert.equal((await messageFeed(api, log, nothing).open(new AbortController().signal)).ok, true);
    assert.equal((await log.catchUp()).ok, true);
    assert.deepEqual(server.asked, ['/messages', `?after=3&${ALL}`, `?after=3&limit=500&${ALL}`]);
  });

  it('are left out for a replica that refuses the parameters, and named again at the next reconnection', async () => {
    const { server, api, log } = setUp();
    await log.load();
    const feed = messageFeed(api, log, nothing);
    server.refuses = ['rooms', 'types'];
    assert.equal((await feed.open(new AbortController().signal)).ok, true);
    server.refuses = [];
    assert.equal((await feed.open(new AbortController().signal)).ok, true);
    const refused = [`?after=3&${ALL}`, `?after=3&types=${KINDS}`, '?after=3'];
    assert.deepEqual(server.asked, ['/messages', ...refused, `?after=3&${ALL}`]);
  });

  it('are loaded with everything again after a replica that knows one room', async () => {
    const { server, api, log } = setUp();
    await log.load();
    const feed = messageFeed(api, log, nothing);
    server.refuses = ['rooms'];
    await feed.open(new AbortController().signal);
    feed.receive([], '4');
    server.refuses = [];
    server.asked = [];
    await feed.open(new AbortController().signal);
    assert.deepEqual(server.asked, [`?after=4&${ALL}`, '/messages', `?after=3&${ALL}`]);
  });
});
