import assert from 'node:assert/strict';
import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { it } from 'node:test';
import { AccessTokens } from './access-tokens.ts';
import { after } from '../lifetimes.ts';

it('issues a different token each time, even within one second', () => {
  const tokens = new AccessTokens(createSecretKey(randomBytes(32)));
  const [sub, sid, now] = [randomUUID(), randomUUID(), new Date()];
  const limit = after(now, 86_400_000);
  const [one, other] = [tokens.issue(sub, sid, now, limit), tokens.issue(sub, sid, now, limit)];
  assert.notEqual(one.token, other.token);
  for (const { token } of [one, other]) {
    const claims = tokens.check(token, now);
    assert.ok(typeof claims === 'object' && claims.sub === sub && claims.sid === sid);
  }
});
