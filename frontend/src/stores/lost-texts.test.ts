import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { lostTexts } from './lost-texts.ts';

describe('the texts of lost rooms', () => {
  it('are those that are queued for rooms that one is not in, by room', () => {
    const queued = [
      { room: 'tea', text: 'One' },
      { room: 'general', text: 'Two' },
      { room: 'pier', text: 'Three' },
      { room: 'tea', text: 'Four' },
    ];
    assert.deepEqual(
      lostTexts(queued, (room) => room === 'general'),
      [
        { room: 'tea', texts: ['One', 'Four'] },
        { room: 'pier', texts: ['Three'] },
      ],
    );
    assert.deepEqual(
      lostTexts(queued, () => true),
      [],
    );
  });
});
