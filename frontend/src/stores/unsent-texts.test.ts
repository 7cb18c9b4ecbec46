import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { effect, signal } from '@preact/signals-core';
import { browserStorage } from '../state/storage.ts';
import { Drafts } from './draft.ts';
import { UnsentTexts } from './unsent-texts.ts';

describe('the unsent texts', () => {
  it('of rooms that one is not in are the queued ones and the draft, by room', () => {
    const { unsent } = start();
    assert.deepEqual(unsent.lost, [
      { room: 'tea', texts: ['One', 'Four', 'Half a'] },
      { room: 'pier', texts: ['Three'] },
      { room: 'attic', texts: ['Only a draft'] },
    ]);
  });

  it('are not lost until all rooms are known, nor in rooms that one is in', () => {
    assert.deepEqual(start(() => undefined).unsent.lost, []);
    assert.deepEqual(start(() => true).unsent.lost, []);
  });

  it('of a room are the same where they are listed, shown, and discarded', () => {
    const { unsent, items, drafts } = start();
    for (const { room, texts } of unsent.lost) {
      assert.deepEqual(unsent.in(room), texts);
      unsent.discard(room);
      assert.deepEqual(unsent.in(room), []);
    }
    assert.deepEqual(unsent.lost, []);
    assert.deepEqual(
      items.value.map(({ text }) => text),
      ['Two'],
    );
    assert.deepEqual([...drafts.rooms.value], ['general']);
  });

  it('tell of a discarded draft', () => {
    const { unsent } = start();
    const seen: number[] = [];
    effect(() => void seen.push(unsent.lost.length));
    unsent.discard('attic');
    assert.deepEqual(seen, [3, 2]);
  });
});

/** With queued messages and drafts in four rooms, of which the user is in `general`. */
function start(isIn: (room: string) => boolean | undefined = (room) => room === 'general') {
  const items = signal([
    { id: '1', room: 'tea', text: 'One' },
    { id: '2', room: 'general', text: 'Two' },
    { id: '3', room: 'pier', text: 'Three' },
    { id: '4', room: 'tea', text: 'Four' },
  ]);
  const discard = (id: string) => {
    items.value = items.value.filter((item) => item.id !== id);
  };
  const drafts = new Drafts(
    'ada',
    browserStorage(() => null),
  );
  drafts.of('general').text = 'In the composer';
  drafts.of('tea').text = 'Half a';
  drafts.of('attic').text = 'Only a draft';
  return { unsent: new UnsentTexts({ outbox: { items, discard }, drafts, isIn }), items, drafts };
}
