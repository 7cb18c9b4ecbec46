import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { deriveKeys } from './keys.ts';
import { RefreshTokens, type Rotation } from './refresh-tokens.ts';

const tokens = new RefreshTokens(deriveKeys(Buffer.alloc(32, 1)));
const others = new RefreshTokens(deriveKeys(Buffer.alloc(32, 2)));
const START = Date.parse('2026-11-23T09:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000);

function assertAccepted(rotation: Rotation | undefined): Rotation {
  assert.ok(rotation, 'the token is accepted');
  return rotation;
}

describe('a refresh token', () => {
  it('tells its session, and so does its successor', () => {
    const sid = randomUUID();
    const first = tokens.first(sid);
    assert.equal(tokens.sidOf(first), sid);
    assert.equal(tokens.sidOf(tokens.successor(first)), sid);
  });

  it('always has the same successor, and no two have the same', () => {
    const first = tokens.first(randomUUID());
    assert.equal(tokens.successor(first), tokens.successor(first));
    assert.notEqual(tokens.successor(first), tokens.successor(tokens.successor(first)));
  });

  it('cannot be invented', () => {
    const sid = randomUUID();
    const first = tokens.first(sid);
    const forged = [
      '',
      sid,
      `${sid}.${'A'.repeat(43)}.${'A'.repeat(43)}`,
      others.first(sid),
      first.replace(sid, randomUUID()),
      first.slice(0, -1),
      `${first}A`,
      `${first.slice(0, 40)}${first[40] === 'A' ? 'B' : 'A'}${first.slice(41)}`,
      `${first.slice(0, -2)}${first.at(-2) === 'A' ? 'B' : 'A'}${String(first.at(-1))}`,
      'é'.repeat(124),
    ];
    for (const token of forged) assert.equal(tokens.sidOf(token), undefined, token);
  });
});

describe('a rotation', () => {
  const first = tokens.first(randomUUID());
  const second = tokens.successor(first);
  const third = tokens.successor(second);
  const fourth = tokens.successor(third);

  it('accepts a token until its successor has been presented, however late', () => {
    let rotation = tokens.begin(first);
    rotation = assertAccepted(tokens.present(rotation, first, at(0)));
    rotation = assertAccepted(tokens.present(rotation, first, at(86_400)));
    assertAccepted(tokens.present(rotation, second, at(172_800)));
  });

  it('accepts a token for 30 s after its successor has been presented, then no more', () => {
    const rotation = assertAccepted(tokens.present(tokens.begin(first), second, at(0)));
    assertAccepted(tokens.present(rotation, first, at(30)));
    assert.equal(tokens.present(rotation, first, at(30.001)), undefined);
  });

  it('counts the 30 s from the first time that the successor was presented', () => {
    let rotation = assertAccepted(tokens.present(tokens.begin(first), second, at(0)));
    rotation = assertAccepted(tokens.present(rotation, second, at(29)));
    assert.equal(tokens.present(rotation, first, at(31)), undefined);
  });

  it('accepts several generations that follow each other quickly', () => {
    let rotation = tokens.begin(first);
    for (const [seconds, token] of [second, third, fourth].entries()) {
      rotation = assertAccepted(tokens.present(rotation, token, at(seconds * 10)));
    }
    for (const token of [first, second, third, fourth]) assertAccepted(tokens.present(rotation, token, at(30)));
    assert.equal(tokens.present(rotation, first, at(31)), undefined);
    assertAccepted(tokens.present(rotation, second, at(31)));
  });

  it('keeps no more than the last 30 s', () => {
    let token = first;
    let rotation = tokens.begin(first);
    for (let minute = 0; minute < 100; minute++) {
      token = tokens.successor(token);
      rotation = assertAccepted(tokens.present(rotation, token, at(minute * 60)));
    }
    assert.equal(rotation.replaced.length, 1);
  });

  it('does not know a token that is two ahead', () => {
    assert.equal(tokens.present(tokens.begin(first), third, at(0)), undefined);
  });
});
