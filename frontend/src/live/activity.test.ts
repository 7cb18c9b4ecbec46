import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createApi } from '../api/client.ts';
import { browserStorage } from '../state/storage.ts';
import { Activity } from './activity.ts';

function setUp() {
  const clock = { now: 1_000_000_000 };
  const server = { reports: 0, status: 204 };
  const api = createApi(() => {
    server.reports += 1;
    return Promise.resolve(new Response(null, { status: server.status }));
  }, 'http://chat.test');
  const storage = browserStorage(() => null);
  const openTab = () => new Activity({ api, storage, sub: 'ada', now: () => clock.now });
  return { clock, server, openTab };
}

describe('Activity', () => {
  it('is reported at the first input, and then at most once a minute', async () => {
    const { clock, server, openTab } = setUp();
    const tab = openTab();
    for (const [later, reports] of [
      [0, 1],
      [59_999, 1],
      [1, 2],
      [3_600_000, 3],
    ] as const) {
      clock.now += later;
      await tab.note();
      await tab.note();
      assert.equal(server.reports, reports);
    }
  });

  it('is reported once by all tabs', async () => {
    const { clock, server, openTab } = setUp();
    const [one, other] = [openTab(), openTab()];
    await one.note();
    clock.now += 30_000;
    await other.note();
    assert.equal(server.reports, 1);
    clock.now += 60_000;
    await other.note();
    await one.note();
    assert.equal(server.reports, 2);
  });

  it('is reported by the next input after a failure, of another tab too', async () => {
    const { clock, server, openTab } = setUp();
    const [one, other] = [openTab(), openTab()];
    server.status = 503;
    await one.note();
    server.status = 204;
    await other.note();
    assert.equal(server.reports, 2);
    // The clock was set back.
    clock.now -= 3_600_000;
    await one.note();
    assert.equal(server.reports, 3);
  });
});
