import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { describe, it, type TestContext } from 'node:test';
import { seededRandom } from '../../../testkit/seeded-random.ts';
import { deriveKeys } from '../keys.ts';
import { RefreshTokens, type Rotation } from './refresh-tokens.ts';

const keys = deriveKeys(Buffer.alloc(32, 1));
const tokens = new RefreshTokens(keys);
const ROUNDS = 300;
const GRACE = 30_000;

/** A session whose refresh tokens are rotated, as a replica with its database does it. */
class Session {
  readonly first = tokens.first(randomUUID());
  rotation: Rotation = tokens.begin(this.first);
  hasEnded = false;

  present(token: string, now: number): string | undefined {
    if (this.hasEnded) return undefined;
    const presented = tokens.present(this.rotation, token, new Date(now));
    if (presented) this.rotation = presented.rotation;
    else this.hasEnded = true;
    return presented?.successor;
  }
}

/** The reference model, which keeps all tokens: the stored state must give the same answers. */
class Rule {
  readonly #traded = new Map<string, { successor: string; at: number }>();
  readonly #invalid = new Set<string>();

  /** `new`, the successor that must be returned again, or undefined if the session must end. */
  expects(token: string, now: number): string | undefined {
    if (this.#invalid.has(token)) return undefined;
    const traded = this.#traded.get(token);
    if (!traded) return 'new';
    if (now - traded.at <= GRACE) return traded.successor;
    return this.#traded.has(traded.successor) ? undefined : 'new';
  }

  gave(token: string, successor: string, now: number): void {
    const before = this.#traded.get(token);
    if (before?.successor === successor) return;
    if (before) this.#invalid.add(before.successor);
    this.#traded.set(token, { successor, at: now });
  }
}

function randomness(test: TestContext) {
  const { seed, random } = seededRandom();
  test.diagnostic(`seed ${seed}`);
  const between = (low: number, high: number) => Math.floor(low + random() * (high - low + 1));
  const chance = (probability: number) => random() < probability;
  const oneOf = <T>(choices: readonly T[]): T => choices[between(0, choices.length - 1)] as T;
  return { between, chance, oneOf };
}

describe('refresh tokens in random sequences', () => {
  it('match the reference model, whichever issued token is presented', (test) => {
    const { between, chance, oneOf } = randomness(test);
    for (let round = 0; round < ROUNDS; round++) {
      const session = new Session();
      const rule = new Rule();
      const issued = [session.first];
      for (
        let now = 0;
        !session.hasEnded && issued.length < 50;
        now += chance(0.7) ? between(0, 15_000) : between(0, 900_000)
      ) {
        const token = oneOf(chance(0.9) ? issued.slice(-3) : issued);
        const expected = rule.expects(token, now);
        const successor = session.present(token, now);
        if (expected !== 'new') {
          assert.equal(successor, expected);
          continue;
        }
        assert.ok(successor !== undefined && !issued.includes(successor), 'another successor');
        rule.gave(token, successor, now);
        issued.push(successor);
      }
    }
  });

  it('keep a browser with two tabs logged in despite lost responses and clock changes', (test) => {
    const { between, chance } = randomness(test);
    for (let round = 0; round < ROUNDS; round++) {
      const session = new Session();
      let cookie = session.first;
      let now = 1e12;
      for (let n = 0; n < 50; n++) {
        const sent = cookie;
        const isOffline = chance(0.2);
        for (let tab = between(1, 2); tab > 0; tab--) {
          const successor = session.present(sent, now);
          assert.ok(successor, 'the browser stays logged in');
          if (!isOffline) cookie = successor;
          now += between(0, 2_000);
        }
        now += chance(0.5) ? between(0, 30_000) : between(0, 86_400_000);
        if (chance(0.1)) now += between(-86_400_000, 86_400_000);
      }
    }
  });

  it('do not let a thief and the owner both continue', (test) => {
    const { between, chance, oneOf } = randomness(test);
    for (let round = 0; round < ROUNDS; round++) {
      const session = new Session();
      const owner = [session.first];
      let now = 0;
      const later = () => (now += between(GRACE + 1, 900_000));
      const refresh = (mine: string[], token: string): boolean => {
        const successor = session.present(token, later());
        if (successor !== undefined) mine.push(successor);
        return successor !== undefined;
      };
      const newest = () => owner.at(-1) ?? session.first;
      for (let n = between(0, 3); n > 0; n--) refresh(owner, newest());
      const thief = [newest()];
      // Neither can refresh again after the other one has.
      for (let n = 0; n < 20 && !session.hasEnded; n++) {
        if (!refresh(owner, newest())) break;
        const stolen = chance(0.5) ? (thief.at(-1) ?? newest()) : oneOf(thief);
        if (refresh(thief, stolen)) assert.equal(refresh(owner, newest()), false);
      }
      assert.ok(session.hasEnded);
    }
  });

  it('keep a browser logged in while replicas of the previous release also serve it', (test) => {
    const { between, chance } = randomness(test);
    for (let round = 0; round < ROUNDS; round++) {
      const session = new Session();
      let cookie = session.first;
      let now = 0;
      const refresh = () => (chance(0.5) ? presentAsBefore(session, cookie, now) : session.present(cookie, now));
      for (let n = 0; n < 30; n++) {
        // The first response may be lost.
        if (chance(0.3)) {
          assert.ok(refresh());
          now += between(0, 900_000);
        }
        const successor = refresh();
        assert.ok(successor, 'the browser stays logged in');
        cookie = successor;
        now += between(0, 900_000);
      }
    }
  });
});

/** What the previous release does with the same row. */
function presentAsBefore(session: Session, token: string, now: number): string | undefined {
  const { rotation } = session;
  const successor = successorAsBefore(token);
  const presented = hash(token);
  const replaced = rotation.replaced.filter(({ at }) => now - at <= GRACE);
  if (presented === rotation.next) {
    const before = { hash: rotation.current, at: now };
    session.rotation = { current: presented, next: hash(successor), replaced: [...replaced, before] };
    return successor;
  }
  if (presented !== rotation.current && !replaced.some((old) => old.hash === presented)) return undefined;
  session.rotation = { ...rotation, replaced };
  return successor;
}

const hash = (token: string) => createHash('sha256').update(token).digest('base64url');

function successorAsBefore(token: string): string {
  const secret = createHmac('sha256', keys.refreshSuccessor).update(token).digest('base64url');
  const body = `${token.slice(0, 36)}.${secret}`;
  return `${body}.${createHmac('sha256', keys.refreshSeal).update(body).digest('base64url')}`;
}
