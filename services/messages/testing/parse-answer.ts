import assert from 'node:assert/strict';
import { withoutAsOf } from '../../../testkit/messages.ts';
import type { Message } from './person.ts';

const isMessage = (value: unknown): value is Message =>
  typeof value === 'object' && value !== null && 'timestamp' in value && 'sub' in value;

/**
 * Parses what message-service answers or streams. Every message has `asOf`, although the contract allows that it is missing;
 * it is left out here, since it depends on when the message was read.
 */
export function parseAnswer(json: string): unknown {
  return JSON.parse(json, (_key, value: unknown) => {
    if (!isMessage(value)) return value;
    assert.equal(typeof value.asOf, 'number', `${json} has a message without asOf`);
    return withoutAsOf(value);
  });
}
