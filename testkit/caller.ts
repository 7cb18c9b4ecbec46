import { randomUUID } from 'node:crypto';
import type { Caller } from '../services/shared/caller.ts';

/** A logged-in user. */
export function testCaller(parts: Partial<Caller> = {}): Caller {
  return {
    token: randomUUID(),
    sub: randomUUID(),
    sid: randomUUID(),
    username: 'Ada',
    roles: ['guest'],
    invited: false,
    exp: Math.floor(Date.now() / 1000) + 900,
    ...parts,
  };
}
