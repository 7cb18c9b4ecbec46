import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { composerAction } from './composer-keys.ts';

const NONE = { keyCode: 0, isComposing: false, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false };
const WRITING = { isEmpty: false, isEditing: false, isTouch: false };

const press = (key: string, more: Partial<typeof NONE> = {}, state: Partial<typeof WRITING> = {}) =>
  composerAction({ ...NONE, key, ...more }, { ...WRITING, ...state });

describe("keys in the composer's field", () => {
  it('Enter sends, but not with Shift or Alt, nor at the end of an IME composition', () => {
    assert.equal(press('Enter'), 'submit');
    assert.equal(press('Enter', { shiftKey: true }), undefined);
    assert.equal(press('Enter', { altKey: true }), undefined);
    assert.equal(press('Enter', { isComposing: true }), undefined);
    assert.equal(press('Enter', { keyCode: 229 }), undefined);
  });

  it('on a touch screen only Ctrl or Cmd with Enter sends', () => {
    assert.equal(press('Enter', {}, { isTouch: true }), undefined);
    assert.equal(press('Enter', { ctrlKey: true }, { isTouch: true }), 'submit');
    assert.equal(press('Enter', { metaKey: true }, { isTouch: true }), 'submit');
  });

  it('Ctrl or Cmd with B and I mark up', () => {
    assert.equal(press('b', { ctrlKey: true }), 'bold');
    assert.equal(press('I', { metaKey: true }), 'italic');
    assert.equal(press('b', { ctrlKey: true, shiftKey: true }), undefined);
    assert.equal(press('b'), undefined);
  });

  it('Up edits the last message if the field is empty; Escape ends an edit', () => {
    assert.equal(press('ArrowUp', {}, { isEmpty: true }), 'edit-last');
    assert.equal(press('ArrowUp'), undefined);
    assert.equal(press('ArrowUp', {}, { isEmpty: true, isEditing: true }), undefined);
    assert.equal(press('Escape', {}, { isEditing: true }), 'cancel');
    assert.equal(press('Escape'), undefined);
  });
});
