import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../shared/http/contract.ts';
import type { Identity } from '../identity.ts';
import type { Person } from '../person.ts';
import type { IdentityTransaction } from '../store.ts';
import type { GrantedSession } from './reply.ts';

const MAX_USER_AGENT = 300;

/** Begins a session for the client that sent the request. The person's row must be locked. */
export async function beginSession(
  { refreshTokens }: Identity,
  transaction: IdentityTransaction,
  person: Person,
  { rawHeaders }: RequestContext,
  now: Date,
): Promise<GrantedSession> {
  const sid = randomUUID();
  const refreshToken = refreshTokens.first(sid);
  const rotation = refreshTokens.begin(refreshToken);
  const userAgent = rawHeaders['user-agent']?.slice(0, MAX_USER_AGENT) ?? '';
  const expiresAt = await transaction.sessions.add({ sid, sub: person.sub, rotation }, userAgent, now);
  return { person, sid, expiresAt, refreshToken };
}
