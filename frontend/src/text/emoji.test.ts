import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isEmoji, isOneEmoji } from './emoji.ts';

it('distinguishes a few emoji from text', () => {
  const emoji = ['🎉', '👩‍🚀', '👍🏽 👍🏽', '🇫🇷', '❤️', '1️⃣', '#️⃣ *️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿🏴󠁧󠁢󠁳󠁣󠁴󠁿', '©️', '🏳️‍🌈 '];
  for (const text of emoji) assert.ok(isEmoji(text), text);
  const others = ['', ' ', 'hi 🎉', '42', '1', '#', '©', '®', '™', '↔', '❤', '‼', '🎉🎉🎉🎉', '🎉'.repeat(2000)];
  for (const text of others) assert.ok(!isEmoji(text), text);
});

it('knows one emoji', () => {
  for (const text of ['🎉', '👩‍🚀', '🇫🇷', '❤️']) assert.ok(isOneEmoji(text), text);
  for (const text of ['', 'x', '🎉🎉', '🎉 ', '1']) assert.ok(!isOneEmoji(text), text);
});
