import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browserStorage } from '../state/storage.ts';
import { Drafts, fit, MAX_DRAFT } from './draft.ts';

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
    const drafts = new Drafts('ada', storage);
    const [general, tea] = [drafts.of('general'), drafts.of('tea')];
    assert.deepEqual([general.text, tea.text], ['kept', '']);
    tea.text = 'hot';
    assert.deepEqual([general.text, tea.text], ['kept', 'hot']);
    assert.equal(general.owns('chat:draft:ada:tea'), false);
    assert.equal(tea.owns('chat:draft:ada:tea'), true);
  });

  it('is known by its room, also if another tab writes or removes it', () => {
    const storage = browserStorage(() => null);
    storage.set('chat:draft:ada', 'kept');
    storage.set('chat:draft:ben:tea', "somebody else's");
    const drafts = new Drafts('ada', storage);
    assert.deepEqual([...drafts.rooms.value], ['general']);
    drafts.of('tea').text = 'hot';
    drafts.of('general').text = '';
    assert.deepEqual([...drafts.rooms.value], ['tea']);
    storage.set('chat:draft:ada:pier', 'wind');
    drafts.follow('chat:draft:ada:pier');
    assert.deepEqual([...drafts.rooms.value], ['tea', 'pier']);
    storage.remove('chat:draft:ada:tea');
    drafts.follow(null);
    assert.deepEqual([...drafts.rooms.value], ['pier']);
  });

  it('changes the rooms that have one once, not with every key', () => {
    const drafts = new Drafts(
      'ada',
      browserStorage(() => null),
    );
    let changes = -1;
    drafts.rooms.subscribe(() => (changes += 1));
    for (const text of ['h', 'ho', 'hot', '']) drafts.of('tea').text = text;
    assert.equal(changes, 2);
  });
});
