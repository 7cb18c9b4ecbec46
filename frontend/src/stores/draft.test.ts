import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browserStorage } from '../state/storage.ts';
import { Draft, fit, MAX_DRAFT } from './draft.ts';

describe('a draft', () => {
  it('may be much longer than a message, but is limited', () => {
    assert.equal(fit('x'.repeat(MAX_DRAFT)).length, MAX_DRAFT);
    assert.equal(fit('x'.repeat(300_000)).length, MAX_DRAFT);
    assert.equal(fit('hello', 3), 'hel');
    assert.equal(fit('hello', 0), '');
  });

  it('splits no character', () => {
    assert.equal(fit('a🙂b', 2), 'a');
    assert.equal(fit('a🙂b', 3), 'a🙂');
  });

  it('is one per room; that of general is where builds that knew one room kept it', () => {
    const storage = browserStorage(() => null);
    storage.set('chat:draft:ada', 'kept');
    const [general, tea] = [new Draft('ada', 'general', storage), new Draft('ada', 'tea', storage)];
    assert.deepEqual([general.text, tea.text], ['kept', '']);
    tea.text = 'hot';
    assert.deepEqual([general.text, tea.text], ['kept', 'hot']);
    assert.equal(general.owns('chat:draft:ada:tea'), false);
    assert.equal(tea.owns('chat:draft:ada:tea'), true);
  });
});
