import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { computed, signal } from '@preact/signals-core';
import type { ReactiveElement } from 'lit';
import { SignalWatcher } from './signal-watcher.ts';

/** The part of a Lit element that the mixin uses: updates are made when the test says so. */
class Element {
  isConnected = false;
  isUpdatePending = false;
  updates = 0;
  read = (): unknown => undefined;

  connectedCallback(): void {
    this.isConnected = true;
    this.requestUpdate();
  }
  disconnectedCallback(): void {
    this.isConnected = false;
  }
  requestUpdate(): void {
    this.isUpdatePending = true;
  }
  performUpdate(): void {
    this.isUpdatePending = false;
    this.updates += 1;
    this.read();
  }
}

describe('SignalWatcher', () => {
  const Watching = SignalWatcher(Element as unknown as new () => ReactiveElement) as unknown as typeof Element;
  const show = (read: () => unknown) => {
    const element = Object.assign(new Watching(), { read });
    element.connectedCallback();
    element.performUpdate();
    return element;
  };

  it('updates again when a signal changes that the update read, also through a derived one', () => {
    const count = signal(1);
    const double = computed(() => 2 * count.value);
    const element = show(() => double.value);
    assert.equal(element.isUpdatePending, false);
    count.value = 2;
    assert.equal(element.isUpdatePending, true);
    element.performUpdate();
    count.value = 3;
    element.performUpdate();
    assert.equal(element.updates, 3);
  });

  it('follows what the last update read, and nothing while it is disconnected', () => {
    const [first, second] = [signal(1), signal(1)];
    const element = show(() => (first.value === 1 ? undefined : second.value));
    second.value = 2;
    assert.equal(element.isUpdatePending, false);
    first.value = 2;
    element.performUpdate();
    second.value = 3;
    assert.equal(element.isUpdatePending, true);
    element.performUpdate();
    element.disconnectedCallback();
    first.value = 3;
    assert.equal(element.isUpdatePending, false);
  });

  it('watches nothing after an update that was pending when it was removed, until it is back', () => {
    let watchers = 0;
    const options = { watched: () => (watchers += 1), unwatched: () => (watchers -= 1) };
    const count = signal(1, options);
    const element = show(() => count.value);
    count.value = 2;
    element.disconnectedCallback();
    element.performUpdate();
    assert.deepEqual([element.updates, watchers], [2, 0]);
    count.value = 3;
    assert.equal(element.isUpdatePending, false);

    element.connectedCallback();
    element.performUpdate();
    assert.equal(watchers, 1);
    count.value = 4;
    assert.equal(element.isUpdatePending, true);
  });
});
