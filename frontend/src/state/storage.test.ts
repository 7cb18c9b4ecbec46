import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browserStorage } from './storage.ts';

const refuse = (): never => {
  throw new DOMException('The operation is insecure.', 'SecurityError');
};

/** Like the browser's Storage: its items are own enumerable properties. `accepts` decides whether there is space. */
function localStorage(accepts: (value: string) => boolean = () => true): Storage {
  const store = Object.create({
    getItem: (key: string) => (Object.hasOwn(store, key) ? String(store[key]) : null),
    setItem(key: string, value: string) {
      if (!accepts(value)) throw new DOMException('Full', 'QuotaExceededError');
      store[key] = value;
    },
    removeItem: (key: string) => Reflect.deleteProperty(store, key),
  }) as Storage;
  return store;
}

const broken = Object.create({ getItem: refuse, setItem: refuse, removeItem: refuse }) as Storage;

describe('browserStorage', () => {
  for (const [what, open] of [
    ['is missing', () => null],
    ['may not be touched', refuse],
    ['refuses every call', () => broken],
  ] as const) {
    it(`keeps values in memory if localStorage ${what}`, () => {
      const storage = browserStorage(open);
      storage.set('a', '1');
      assert.equal(storage.get('a'), '1');
      assert.deepEqual(storage.keys(), ['a']);
      assert.equal(storage.persists('a'), false);
      storage.remove('a');
      assert.equal(storage.get('a'), null);
      assert.deepEqual(storage.keys(), []);
    });
  }

  it('reports which values are persisted', () => {
    const storage = browserStorage(() => localStorage());
    storage.set('a', '1');
    assert.equal(storage.persists('a'), true);
  });

  it('keeps in memory what the full storage refuses', () => {
    const store = localStorage(({ length }) => length < 4);
    const storage = browserStorage(() => store);
    storage.set('a', '1');
    storage.set('a', 'too long');
    assert.equal(storage.get('a'), 'too long');
    assert.equal(storage.persists('a'), false);
    storage.set('a', '2');
    assert.equal(store.getItem('a'), '2');
    assert.equal(storage.persists('a'), true);
  });

  it('stores values kept in memory as soon as there is space', () => {
    let full = true;
    const store = localStorage(() => !full);
    const storage = browserStorage(() => store);
    storage.set('a', '1');
    full = false;
    storage.remove('b');
    assert.equal(storage.persists('a'), true);
    assert.equal(store.getItem('a'), '1');
  });
});
