import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasShape, type Shape } from './shape.ts';

const message = { id: 'string', seq: 'number', 'editedAt?': 'string' } satisfies Shape;
const page = { messages: [message], hasMore: 'boolean' } satisfies Shape;

const event = ['type', { edited: { type: 'string', message }, cleared: { type: 'string' } }] satisfies Shape;

describe('hasShape', () => {
  const cases: [string, unknown, Shape, boolean][] = [
    ['a whole page', { messages: [{ id: 'a', seq: 1, editedAt: 'now' }], hasMore: false }, page, true],
    ['what a newer server adds', { messages: [], hasMore: false, asOf: 7 }, page, true],
    ['a missing property', { messages: [] }, page, false],
    ['a wrong item', { messages: [{ id: 'a' }], hasMore: false }, page, false],
    ['an optional property of another kind', { id: 'a', seq: 1, editedAt: 1 }, message, false],
    ['nothing', undefined, page, false],
    ['null', null, page, false],
    ['a list in place of an object', [], page, false],
    ['an object in place of a list', { messages: {}, hasMore: true }, page, false],
    ['a text', '<html>Log in to the Wi-Fi</html>', page, false],
    ['anything at all', null, 'any', true],
    ['a kind with its shape', { type: 'edited', message: { id: 'a', seq: 1 } }, event, true],
    ['a kind with the shape of another', { type: 'edited' }, event, false],
    ['a kind that a newer server adds', { type: 'pinned' }, event, true],
    ['no kind', { message: { id: 'a', seq: 1 } }, event, false],
  ];
  for (const [what, value, shape, expected] of cases) {
    it(`${expected ? 'accepts' : 'refuses'} ${what}`, () => assert.equal(hasShape(value, shape), expected));
  }
});
