import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changesOf, draftOf, EMPTY_DRAFT } from './status-draft.ts';

const NOW = Date.parse('2026-11-28T12:00:00.000Z');
const HOUR_LATER = '2026-11-28T13:00:00.000Z';
const HOLIDAY = { emoji: '🌴', text: 'On holiday', until: HOUR_LATER };

describe('a draft of a status', () => {
  it('begins with what is set', () => {
    assert.deepEqual(draftOf({}), EMPTY_DRAFT);
    const draft = draftOf({ status: HOLIDAY, doNotDisturbUntil: HOUR_LATER });
    assert.deepEqual(draft, { ...EMPTY_DRAFT, emoji: '🌴', text: 'On holiday', ends: 'kept', dnd: 'kept' });
  });

  it('changes nothing if nothing was changed', () => {
    for (const before of [{}, { status: HOLIDAY, doNotDisturbUntil: HOUR_LATER }, { status: { text: 'Here' } }])
      assert.deepEqual(changesOf(draftOf(before), before, NOW), {});
  });

  it('sets a status with an end, and keeps the end of one that is reworded', () => {
    const draft = { ...EMPTY_DRAFT, emoji: ' 🌴 ', text: ' On holiday ', ends: 'hour' } as const;
    assert.deepEqual(changesOf(draft, {}, NOW), { status: HOLIDAY });
    const reworded = { ...draftOf({ status: HOLIDAY }), emoji: '', text: 'At the sea' };
    assert.deepEqual(changesOf(reworded, { status: HOLIDAY }, NOW), {
      status: { text: 'At the sea', until: HOUR_LATER },
    });
    const endless = { ...draftOf({ status: HOLIDAY }), ends: 'never' } as const;
    assert.deepEqual(changesOf(endless, { status: HOLIDAY }, NOW), { status: { emoji: '🌴', text: 'On holiday' } });
  });

  it('removes a status, and ends "do not disturb", each by itself', () => {
    const before = { status: HOLIDAY, doNotDisturbUntil: HOUR_LATER };
    assert.deepEqual(changesOf({ ...draftOf(before), emoji: '', text: ' ' }, before, NOW), { status: null });
    assert.deepEqual(changesOf({ ...draftOf(before), dnd: 'off' }, before, NOW), { doNotDisturbUntil: null });
    assert.deepEqual(changesOf({ ...draftOf(before), dnd: 'hour' }, before, NOW), { doNotDisturbUntil: HOUR_LATER });
  });

  it('names the field that has to be changed', () => {
    for (const [draft, fault] of [
      [{ emoji: '🌴' }, 'text'],
      [{ emoji: 'x', text: 'Here' }, 'emoji'],
      [{ emoji: '🌴🌴', text: 'Here' }, 'emoji'],
      [{ text: 'Here', ends: 'custom' }, 'endsAt'],
      [{ text: 'Here', ends: 'custom', endsAt: '2020-01-01T00:00' }, 'endsAt'],
      [{ dnd: 'custom', dndUntil: '' }, 'dndUntil'],
    ] as const)
      assert.equal(changesOf({ ...EMPTY_DRAFT, ...draft }, {}, NOW), fault);
  });
});
