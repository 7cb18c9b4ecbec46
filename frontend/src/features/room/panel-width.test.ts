import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browserStorage } from '../../state/storage.ts';
import { clampWidth, loadWidth, storeWidth, widthAfter } from './panel-width.ts';

describe('the width of the panel', () => {
  it('stays between 20 and 36 rem', () => {
    assert.deepEqual([19, 20, 24.126, 36, 37].map(clampWidth), [20, 20, 24.13, 36, 36]);
  });

  it('follows the arrow keys, Home and End', () => {
    assert.equal(widthAfter('ArrowLeft', 24, -1), 25);
    assert.equal(widthAfter('ArrowRight', 24, -1), 23);
    assert.equal(widthAfter('ArrowLeft', 36, -1), 36);
    assert.equal(widthAfter('Home', 24, -1), 20);
    assert.equal(widthAfter('End', 24, -1), 36);
    assert.equal(widthAfter('a', 24, -1), undefined);
  });

  it('is remembered in the browser', () => {
    const storage = browserStorage(() => null);
    assert.equal(loadWidth(storage), 24);
    storeWidth(storage, 30.5);
    assert.equal(loadWidth(storage), 30.5);
    storeWidth(storage, 24);
    assert.deepEqual(storage.keys(), []);
    storage.set('chat:panel-width', 'wide');
    assert.equal(loadWidth(storage), 24);
  });
});
