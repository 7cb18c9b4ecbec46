import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isEmoji } from './emoji.ts';

it('knows a few emoji alone from text', () => {
  for (const text of ['🎉', '👩‍🚀', '👍🏽 👍🏽', '🇫🇷', '❤️']) assert.ok(isEmoji(text), text);
  for (const text of ['', 'hi 🎉', '42', '#', '🎉🎉🎉🎉', '🎉'.repeat(2000)]) assert.ok(!isEmoji(text), text);
});
