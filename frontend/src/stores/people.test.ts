import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browserStorage, removeUserData } from '../state/storage.ts';
import { People } from './people.ts';

/** A browser's storage that has space for values up to a length. */
function storageOf(length = Infinity) {
  const store = Object.create({
    getItem: (key: string) => (Object.hasOwn(store, key) ? String(store[key]) : null),
    setItem(key: string, value: string) {
      if (value.length > length) throw new DOMException('Full', 'QuotaExceededError');
      store[key] = value;
    },
    removeItem: (key: string) => Reflect.deleteProperty(store, key),
  }) as Storage;
  return browserStorage(() => store);
}
const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ sub: `sub-${index}`, displayName: `Name ${index}` }));

describe('People', () => {
  it('keeps the newest 500 names across a reload', () => {
    const storage = storageOf();
    new People('ada', storage).remember(numbered(600));
    const { names } = new People('ada', storage);
    assert.equal(names.value.size, 500);
    assert.equal(names.value.get('sub-599'), 'Name 599');
    assert.equal(names.value.has('sub-0'), false);
  });

  it('knows the newest 5,000 names, and moves a changed one to the end', () => {
    const people = new People('ada', storageOf());
    people.remember(numbered(5_000));
    people.remember([{ sub: 'sub-0', displayName: 'Renamed' }]);
    people.remember([{ sub: 'new', displayName: 'New' }]);
    assert.equal(people.names.value.size, 5_000);
    assert.equal(people.names.value.get('sub-0'), 'Renamed');
    assert.equal(people.names.value.has('sub-1'), false);
  });

  it('changes nothing if all names are known', () => {
    const people = new People('ada', storageOf());
    people.remember(numbered(2));
    const before = people.names.value;
    people.add(before);
    people.rememberOnline([{ sub: 'sub-1', name: 'Name 1' }, { name: 'polled' }]);
    assert.equal(people.names.value, before);
  });

  it("removes an earlier user's names, and its own when the user logs out", () => {
    const storage = storageOf();
    new People('ada', storage).remember(numbered(1));
    assert.equal(new People('bob', storage).names.value.size, 0);
    assert.deepEqual(storage.keys(), []);
    new People('bob', storage).remember(numbered(1));
    removeUserData(storage, 'bob');
    assert.deepEqual(storage.keys(), []);
  });

  it('leaves no names in a storage that has no space for them', () => {
    const storage = storageOf(10);
    const people = new People('ada', storage);
    people.remember(numbered(1));
    assert.equal(people.names.value.size, 1);
    assert.deepEqual(storage.keys(), []);
  });

  it('ignores damaged values', () => {
    const storage = storageOf();
    for (const value of ['[["a"', '{}', '[["sub-1","Name 1"],["sub-2"],7,["sub-3",3]]']) {
      storage.set('chat:names:ada', value);
      assert.equal(new People('ada', storage).names.value.size, value.startsWith('[["sub') ? 1 : 0);
    }
  });
});
