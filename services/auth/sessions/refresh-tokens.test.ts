import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { deriveKeys } from '../keys.ts';
import { RefreshTokens, type Rotation } from './refresh-tokens.ts';

const tokens = new RefreshTokens(deriveKeys(Buffer.alloc(32, 1)));
const others = new RefreshTokens(deriveKeys(Buffer.alloc(32, 2)));
const START = Date.parse('2026-11-23T09:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000);

/** The tokens of a session. */
class Chain {
  readonly first = tokens.first(randomUUID());
  rotation: Rotation = tokens.begin(this.first);

  /** @returns the successor; undefined if the session must end */
  present(token: string, seconds: number): string | undefined {
    const presented = tokens.present(this.rotation, token, at(seconds));
    if (presented) this.rotation = presented.rotation;
    return presented?.successor;
  }

  /** Asserts that a token is accepted. */
  trade(token: string, seconds: number): string {
    const successor = this.present(token, seconds);
    assert.ok(successor, 'the token is accepted');
    return successor;
  }
}

describe('a refresh token', () => {
  it('contains its session id, as does its successor', () => {
    const chain = new Chain();
    const sid = chain.first.slice(0, 36);
    assert.equal(tokens.sidOf(chain.first), sid);
    assert.equal(tokens.sidOf(chain.trade(chain.first, 0)), sid);
  });

  it('cannot be forged', () => {
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
  it('returns the same successor for 30 s, unique to the token', () => {
    const chain = new Chain();
    const second = chain.trade(chain.first, 0);
    assert.equal(chain.trade(chain.first, 30), second);
    assert.notEqual(chain.trade(second, 30), second);
    assert.equal(chain.trade(chain.first, 30), second, 'also if the successor has been presented');
  });

  it('returns another successor later, and then the earlier one ends the session', () => {
    const chain = new Chain();
    const lost = chain.trade(chain.first, 0);
    const second = chain.trade(chain.first, 30.001);
    assert.notEqual(second, lost);
    assert.equal(chain.trade(chain.first, 60), second, 'the 30 s count from the newest successor');
    assert.equal(chain.present(lost, 60), undefined);
  });

  it('accepts a token until its successor has been presented, however late', () => {
    const chain = new Chain();
    for (const day of [0, 1, 2]) chain.trade(chain.first, day * 86_400);
    const second = chain.trade(chain.first, 3 * 86_400);
    const third = chain.trade(second, 4 * 86_400);
    chain.trade(third, 5 * 86_400);
  });

  it('refuses an old token whose successor has been presented', () => {
    const chain = new Chain();
    const second = chain.trade(chain.first, 0);
    chain.trade(second, 600);
    assert.equal(chain.present(chain.first, 601), undefined);
  });

  it('accepts several generations in quick succession', () => {
    const chain = new Chain();
    const second = chain.trade(chain.first, 0);
    const third = chain.trade(second, 10);
    const fourth = chain.trade(third, 20);
    assert.equal(chain.trade(chain.first, 30), second);
    assert.equal(chain.trade(second, 30), third);
    assert.equal(chain.trade(third, 30), fourth);
    assert.equal(chain.present(chain.first, 31), undefined);
    assert.equal(chain.trade(second, 31), third);
  });

  it('recognizes a salted successor after it has been presented', () => {
    const chain = new Chain();
    chain.trade(chain.first, 0);
    const second = chain.trade(chain.first, 40);
    chain.trade(second, 50);
    assert.equal(chain.trade(chain.first, 60), second);
  });

  it('keeps no more than the last 30 s', () => {
    const chain = new Chain();
    let token = chain.first;
    for (let second = 0; second < 300; second += 10) token = chain.trade(token, second);
    assert.equal(chain.rotation.replaced.length, 3);
    chain.trade(token, 600);
    assert.equal(chain.rotation.replaced.length, 0);
  });

  it('refuses a token two generations ahead', () => {
    const copy = new Chain();
    const ahead = copy.trade(copy.trade(copy.first, 0), 0);
    assert.equal(tokens.present(tokens.begin(copy.first), ahead, at(0)), undefined);
  });
});
