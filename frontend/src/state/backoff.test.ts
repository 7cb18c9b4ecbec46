import assert from 'node:assert/strict';
import { it } from 'node:test';
import { backoff, Pause } from './backoff.ts';

it('doubles the delay after each failure, up to a limit, with jitter', () => {
  assert.equal(
    backoff(0, 0, () => 0),
    250,
  );
  assert.equal(
    backoff(0, 0, () => 1),
    500,
  );
  assert.equal(
    backoff(3, 0, () => 1),
    4000,
  );
  assert.equal(
    backoff(50, 0, () => 1),
    30_000,
  );
});

it('waits at least as long as the server asks for', () => {
  assert.equal(
    backoff(0, 7000, () => 0),
    7000,
  );
  assert.ok(backoff(9, 7000, () => 1) <= 9500);
});

it('can be ended early and aborted', async () => {
  const pause = new Pause();
  const woken = pause.sleep(1e6, new AbortController().signal);
  pause.wake();
  await woken;

  const abort = new AbortController();
  const aborted = pause.sleep(1e6, abort.signal);
  abort.abort();
  await aborted;
  await pause.sleep(1e6, abort.signal);
});
